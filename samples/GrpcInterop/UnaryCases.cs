using Kratos.Reactive;

namespace GrpcInterop;

/// <summary>One message each way.</summary>
static class UnaryCases
{
    internal static Eff<Unit> Empty(Client client) =>
        from reply in TestService.Over(client).EmptyCall(new Empty())
        from _ in Cases.That(reply.CalculateSize() == 0, "the reply is not empty")
        select _;

    internal static Eff<Unit> Large(Client client) =>
        from reply in TestService.Over(client).UnaryCall(Cases.LargeRequest)
        from _ in Cases.Zeros(reply.Payload, 314159)
        select _;
}
