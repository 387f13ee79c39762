namespace Kratos.Reactive.Tests.Conventions;

/// <summary>Compares a text with the approved one, and says line by line what came and what went.</summary>
static class Approval
{
    internal const string Variable = "KRATOS_APPROVE";

    /// <summary>Writes <paramref name="lines"/> to the file when it is asked to (see <see cref="Variable"/>); what is told differs otherwise.</summary>
    internal static IReadOnlyList<string> Differences(string file, IReadOnlyList<string> lines)
    {
        if (Environment.GetEnvironmentVariable(Variable) == "1") File.WriteAllText(file, string.Join('\n', lines).TrimEnd() + "\n");
        return Differences(File.Exists(file) ? File.ReadAllLines(file) : [], lines);
    }

    /// <summary>What was approved and is gone (<c>-</c>) and what is new (<c>+</c>), each with the heading it stands under.</summary>
    internal static IReadOnlyList<string> Differences(IReadOnlyList<string> approved, IReadOnlyList<string> present)
    {
        var (before, after) = (Placed(approved), Placed(present));
        return [.. before.Except(after).Select(line => "- " + line), .. after.Except(before).Select(line => "+ " + line)];
    }

    static HashSet<string> Placed(IReadOnlyList<string> lines)
    {
        var heading = "";
        var placed = new HashSet<string>();
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            if (line[0] == ' ') placed.Add($"{heading} .. {line.Trim()}");
            else placed.Add(heading = line);
        }

        return placed;
    }
}
