namespace Kratos.Reactive.Tests;

[Collection(nameof(Alone))]
public sealed class UnhandledTests
{
    [Fact]
    public void A_failure_that_nobody_could_be_given_is_a_line_of_the_standard_error_stream()
    {
        var before = Console.Error;
        using var written = new StringWriter();
        Console.SetError(written);
        try
        {
            Env.On(new VirtualTime()).Unhandled(Error.Internal("LEAK", "it would not close"));
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.StartsWith("unhandled: ", written.ToString(), StringComparison.Ordinal);
        Assert.Contains("LEAK", Assert.Single(written.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
