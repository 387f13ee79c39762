namespace Kratos.Reactive.Tests;

/// <summary>What a process has open: sockets, pipes and files, without the assemblies that the runtime opens when it likes.</summary>
static class Handles
{
    internal static int Of(int process) => Directory.GetFileSystemEntries($"/proc/{process}/fd").Count(IsNoCode);

    static bool IsNoCode(string handle)
    {
        try
        {
            return File.ResolveLinkTarget(handle, returnFinalTarget: false) is not { Extension: ".dll" };
        }
        catch (IOException)
        {
            return false;       // closed in the meantime
        }
    }
}
