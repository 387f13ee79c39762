namespace Kratos.Reactive;

/// <summary>Where the files of an upload come from, one after another, once.</summary>
abstract class UploadSource
{
    int begun;

    /// <summary>The file whose turn it is, once <see cref="Next"/> said that there is one.</summary>
    internal abstract UploadFile Current { get; }

    /// <summary>Goes on to the next file; false when there is none.</summary>
    internal abstract Eff<bool> Next { get; }

    internal Fin<Unit> Begin() => Interlocked.Exchange(ref begun, 1) == 0 ? Unit.Default : Error.Internal("UPLOAD_READ", "the files of an upload are read once");
}

/// <summary>Files that are there already.</summary>
sealed class KnownFiles(IReadOnlyList<UploadFile> files) : UploadSource
{
    int at = -1;

    internal override UploadFile Current => files[at];

    internal override Eff<bool> Next => liftEff(() => ++at < files.Count);
}
