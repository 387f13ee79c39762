namespace Kratos.Reactive;

/// <summary>What calls out: one handler for one message, one for many.</summary>
public sealed partial record Client(Handler Call, StreamHandler Stream)
{
    /// <summary>The same client inside <paramref name="middleware"/>.</summary>
    public Client With(Middleware middleware) => new(middleware >> Call, middleware >> Stream);
}
