namespace Kratos.Reactive.Tests;

/// <summary>What the pages show of a terminal is what a terminal shows: each command is run, against the running sample, and what it prints compared. (The field <c>Date</c> is left out.)</summary>
public sealed class TranscriptTests
{
    const string Prompt = "$ ";
    const string Shown = "http://127.0.0.1:8000";

    static string Readme => File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    static IReadOnlyList<(string Command, string Output)> Transcripts(string page) =>
    [
        .. from block in Markdown.Blocks(page)
           where block.Language == "console"
           from part in $"\n{block.Text}".Split($"\n{Prompt}").Skip(1)
           let lines = part.Split('\n')
           let last = Array.FindIndex(lines, static line => !line.EndsWith('\\'))
           select (string.Join('\n', lines[..(last + 1)]), string.Join('\n', lines[(last + 1)..]).TrimEnd()),
    ];

    [Fact]
    public async Task What_the_README_shows_of_curl_is_what_curl_shows()
    {
        var transcripts = Transcripts(Readme);
        Assert.True(transcripts.Count >= 10, "the README shows nothing of curl");
        await using var hello = Program.Sample("HelloWorld", "--http", "http://127.0.0.1:0", "--grpc", "http://127.0.0.1:0");
        var address = (await hello.Address("http")).ToString().TrimEnd('/');
        await hello.Line("started");
        foreach (var (command, output) in transcripts)
        {
            Assert.Contains(Shown, command, StringComparison.Ordinal);
            await using var shell = Program.Start("bash", "-c", command.Replace("curl ", "curl -sS --noproxy '*' ", StringComparison.Ordinal).Replace(Shown, address, StringComparison.Ordinal));
            await shell.Exit();
            Assert.Equal($"{Prompt}{command}\n{output}".TrimEnd(), $"{Prompt}{command}\n{WithoutDate(shell.Output).Replace(address, Shown, StringComparison.Ordinal)}".TrimEnd());
        }
    }

    [Fact]
    public void A_command_may_be_several_lines_and_what_follows_is_what_it_prints() => Assert.Equal(
        [("one \\\n  two", "a\n\nb"), ("three", "")],
        Transcripts("```console\n$ one \\\n  two\na\n\nb\n\n$ three\n```\n```\n$ none\n```\n"));

    static string WithoutDate(string output) => string.Join('\n', output.Split('\n').Where(static line => !line.StartsWith("Date: ", StringComparison.Ordinal)));
}
