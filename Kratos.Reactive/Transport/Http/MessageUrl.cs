using Google.Protobuf;

namespace Kratos.Reactive;

/// <summary>The path and the query of a message of protobuf.</summary>
sealed class MessageUrl(MessagePlan plan, RouteTemplate template, PathFilling filling) : UrlWriter(template, filling)
{
    readonly string[] names = [.. plan.Path.Select(static field => field.Name)];
    readonly MessagePairs pairs = new(plan.Type, plan.Body.Part, plan.Path);

    internal override Fin<string> Write(object message)
    {
        var given = (IMessage)message;
        var values = new string[plan.Path.Count];
        for (var i = 0; i < values.Length; i++)
            if (plan.Path[i].Format(given, out values[i]) is { } wrong) return JsonFault.At(wrong.Field, wrong.Why);
        List<KeyValuePair<string, string>> query = [];
        // A body that is the message leaves nothing to the query.
        if (!plan.Body.Whole && pairs.Write(given, query) is { } refused) return JsonFault.At(refused.Field, refused.Why);
        return Write(names, values, query);
    }
}
