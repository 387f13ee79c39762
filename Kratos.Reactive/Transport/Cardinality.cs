namespace Kratos.Reactive;

/// <summary>What a transport says of too few and too many messages; of requests, what gRPC says: UNIMPLEMENTED. Source: grpc/grpc doc/statuscodes.md.</summary>
static class Cardinality
{
    internal static Error Missing(Operation operation) => Error.NotImplemented("MESSAGE_MISSING", $"{operation} takes one message, and was given none");

    internal static Error NotSingle(Operation operation) => Error.NotImplemented("MESSAGE_NOT_SINGLE", $"{operation} takes one message, and was given more");

    internal static Error NoReply(Operation operation) => Error.Internal("REPLY_MISSING", $"{operation} gives one message, and gave none");

    internal static Error NotOneReply(Operation operation) => Error.Internal("REPLY_NOT_SINGLE", $"{operation} gives one message, and gave more");
}
