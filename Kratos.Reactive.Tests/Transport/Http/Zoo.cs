using System.Collections.Concurrent;

namespace Kratos.Reactive.Tests;

public sealed record Animal(
    string Name,
    int Age = 0,
    double Weight = 0,
    bool Wild = false,
    Diet Diet = Diet.Plants,
    Home? Home = null,
    IReadOnlyList<string>? Friends = null,
    DateTimeOffset? Born = null,
    Guid? Tag = null,
    byte[]? Picture = null,
    IReadOnlyDictionary<string, int>? Counts = null,
    ulong Seeds = 0,
    float? Speed = null,
    decimal Price = 0);

public sealed record Home(string Street, int Number);

public enum Diet { Plants, Meat }

/// <summary>What cannot be written: half of it goes well.</summary>
public sealed record Ghost(string Name)
{
    public string Secret => throw new InvalidOperationException($"the secret of {Name}");
}

/// <summary>A service with a place for every way to go wrong.</summary>
sealed class Zoo
{
    internal ConcurrentQueue<Fin<Animal>> Ends { get; } = new();

    internal Service Service => new Service("zoo.v1.Zoo")
        .Unary<Animal, Animal>("Find", SuccessEff, HttpRule.Get("/animals/{name}"))
        .Unary<Animal, Animal>("Add", SuccessEff, HttpRule.Post("/animals"))
        .Unary<Animal, Animal>("Replace", SuccessEff, HttpRule.Put("/animals/{name}"))
        .Unary<Animal, Animal>("Move", SuccessEff, new HttpRule("PATCH", "/animals/{name}") { Body = "home" })
        .Unary<Animal, Animal>("Aged", SuccessEff, HttpRule.Get("/aged/{age}/{name}"), HttpRule.Get("/files/{name=**}"), HttpRule.Get("/animals/{name}:wake"))
        .Unary<Unit, Unit>("Nothing", SuccessEff, HttpRule.Get("/nothing"), HttpRule.Post("/nothing"))
        .Unary<Unit, Unit>("Hang", _ => yieldFor(TimeSpan.FromHours(1)), HttpRule.Get("/hang"))
        .Unary<Unit, Ghost>("Ghost", _ => SuccessEff(new Ghost("the house")), HttpRule.Get("/ghost"))
        .Unary<Unit, Unit>("Panic", _ => throw new InvalidOperationException("the secret of the house"), HttpRule.Get("/panic"))
        .Unary<Unit, Unit>("PanicLater", _ => liftEff(() => throw new InvalidOperationException("the secret of the house")), HttpRule.Get("/panic-later"))
        .Unary<Animal, Unit>("Watched", Watched, HttpRule.Post("/watched"))
        .With(next => request => request.Operation.Method == "Watched" ? Watching(next, request) : next(request));

    static Eff<Unit> Watched(Animal animal) => unitEff;

    // How the reading of the message ended, as a middleware sees it.
    Eff<Reply> Watching(Handler next, Request request) => next(request).Finally(end =>
    {
        Ends.Enqueue(end.Map(_ => (Animal)request.Message));
        return unitEff;
    });
}
