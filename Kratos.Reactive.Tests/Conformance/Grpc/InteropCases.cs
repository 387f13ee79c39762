namespace Kratos.Reactive.Tests;

/// <summary>The standard interop cases. Source: grpc/grpc doc/interop-test-descriptions.md.</summary>
static class InteropCases
{
    internal static IReadOnlyList<string> Compression { get; } =
        ["client_compressed_unary", "server_compressed_unary", "client_compressed_streaming", "server_compressed_streaming"];

    /// <summary>In these the client decides alone how the call ends: whatever a server answers is right.</summary>
    internal static IReadOnlyList<string> EndedByTheClient { get; } = ["timeout_on_sleeping_server", "cancel_after_begin"];

    internal static IReadOnlyList<string> All { get; } =
    [
        "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream",
        .. EndedByTheClient,
        "cancel_after_first_response", "custom_metadata", "status_code_and_message", "special_status_message", "unimplemented_method", "unimplemented_service",
        .. Compression,
    ];

    /// <summary>A row for each case; those that a side lacks are skipped, with the reason.</summary>
    internal static IEnumerable<TheoryDataRow<string, string>> Rows(string peer, params IReadOnlyDictionary<string, string>[] lacks) =>
        All.Select(name => new TheoryDataRow<string, string>(peer, name) { Skip = lacks.Select(lack => lack.GetValueOrDefault(name)).FirstOrDefault(static why => why is not null) });
}
