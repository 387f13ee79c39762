namespace Kratos.Reactive.Protoc.Tests;

public sealed class PackageTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_project_elsewhere_that_references_the_package_has_the_generator_the_compiler_and_the_protos()
    {
        var folder = Temporary.Folder();
        var restored = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        (await Command.Run(
            Tree.Root, "dotnet", "pack", "Kratos.Reactive.Protoc", "-c", Tree.Configuration, "--no-build", "-nologo", "-v", "q", "-p:Version=0.1.0-test", "-o", Path.Combine(folder, "feed"))).Ended(0);
        await File.WriteAllTextAsync(Path.Combine(folder, "Shop.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <RestorePackagesPath>packages</RestorePackagesPath>
                <RestoreAdditionalProjectSources>feed</RestoreAdditionalProjectSources>
                <RestoreAdditionalProjectFallbackFolders>{restored}</RestoreAdditionalProjectFallbackFolders>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <Protobuf Include="shop.proto" />
                <PackageReference Include="Kratos.Reactive.Protoc" Version="0.1.0-test" />
                <PackageReference Include="Google.Protobuf" Version="[3.25.1]" />
                <PackageReference Include="System.Reactive" Version="[6.0.1]" />
                <Reference Include="{Tree.Library}" />
              </ItemGroup>
            </Project>
            """, Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "shop.proto"), """
            syntax = "proto3";
            package shop;
            import "errors/errors.proto";
            import "google/api/annotations.proto";
            import "google/api/httpbody.proto";
            import "google/rpc/code.proto";
            import "google/rpc/error_details.proto";
            import "google/rpc/status.proto";
            import "grpc/health/v1/health.proto";
            import "grpc/reflection/v1/reflection.proto";
            import "grpc/reflection/v1alpha/reflection.proto";
            service Shop {
              rpc Look(google.api.HttpBody) returns (google.api.HttpBody) {
                option (google.api.http) = {post: "/look" body: "*"};
              }
            }
            message Known {
              google.rpc.Code code = 1;
              google.rpc.ErrorInfo info = 2;
              google.rpc.Status status = 3;
              grpc.health.v1.HealthCheckResponse health = 4;
              grpc.reflection.v1.ServerReflectionRequest question = 5;
              grpc.reflection.v1alpha.ServerReflectionRequest old_question = 6;
            }
            enum ShopReason {
              SHOP_REASON_CLOSED = 0 [(errors.code) = 503];
            }
            """, Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "Use.cs"), """
            namespace Shop;

            public static class Use
            {
                public static ShopService Closed { get; } = new() { Look = _ => ShopReasons.Closed("come back tomorrow") };
            }
            """, Token);
        (await Command.Run(folder, "dotnet", "build", "-nologo", "-v", "q")).Ended(0);
        Assert.False(File.Exists(Path.Combine(folder, "bin", "Debug", "net10.0", "protoc-gen-kratos.dll")), "the generator is not for publishing");
    }
}
