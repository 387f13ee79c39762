using System.Text;

namespace Kratos.Reactive;

/// <summary>What operations are called: <c>Greeter_SayHello</c>, and with a number behind where a method has several rules, or two services the same name; a route written by hand <c>get_users_id</c>.</summary>
sealed class ApiNames
{
    readonly HashSet<string> taken = new(StringComparer.Ordinal);

    internal string Of(Method method)
    {
        var name = Routes.Has(method) ? Words(method.Operation.Name.TrimStart('/')) : Words($"{method.Operation.Service.Split('.')[^1]}_{method.Operation.Method}");
        var free = name;
        for (var number = 2; !taken.Add(free); number++) free = $"{name}_{number}";
        return free;
    }

    // A verb in small letters, and what is a word.
    static string Words(string text)
    {
        var name = new StringBuilder(text.Length);
        var verb = text.IndexOf('/') is > 0 and var slash ? slash : 0;
        foreach (var (at, c) in text.Index())
            if (char.IsAsciiLetterOrDigit(c)) name.Append(at < verb ? char.ToLowerInvariant(c) : c);
            else if (name.Length > 0 && name[^1] != '_') name.Append('_');
        return name.ToString().TrimEnd('_');
    }
}
