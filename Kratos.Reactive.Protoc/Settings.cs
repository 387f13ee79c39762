namespace Kratos.Reactive.Protoc;

/// <summary>What Grpc.Tools says of a file by its <c>Access</c> and <c>GrpcServices</c>.</summary>
/// <param name="Access">The accessibility of what is written.</param>
/// <param name="Server">Whether a service can be served.</param>
/// <param name="Client">Whether a service can be called.</param>
sealed record Settings(string Access, bool Server, bool Client)
{
    internal static Settings Parse(string parameter, List<Problem> problems)
    {
        var settings = new Settings("public", Server: true, Client: true);
        foreach (var option in parameter.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            switch (option)
            {
                case "internal_access": settings = settings with { Access = "internal" }; break;
                case "no_server": settings = settings with { Server = false }; break;
                case "no_client": settings = settings with { Client = false }; break;
                default: problems.Add(new Problem("protoc-gen-kratos", 0, 0, "KRP001", $"there is no option '{option}': there are internal_access, no_server and no_client")); break;
            }

        return settings;
    }
}
