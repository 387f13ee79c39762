using System.Globalization;

namespace Kratos.Reactive.Protoc.Tests;

/// <summary>Folders outside of the repository, which are gone when the tests are.</summary>
static class Temporary
{
    static readonly string Root = Create();
    static int folders;

    internal static string Folder() => Directory.CreateDirectory(Path.Combine(Root, Interlocked.Increment(ref folders).ToString(CultureInfo.InvariantCulture))).FullName;

    static string Create()
    {
        var root = Directory.CreateTempSubdirectory("protoc-tests").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        return root;
    }
}
