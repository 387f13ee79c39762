namespace Kratos.Reactive;

/// <summary>A form with files (<c>multipart/form-data</c>), as a handler of a route takes it: <c>Routes.Post("/albums/{album}", (Upload&lt;Photo&gt; upload) =&gt; upload.EachFile(file =&gt; Keep(upload.Message, file)))</c>.</summary>
/// <remarks>
/// The message is made of the path, the query and the parts of the form that stand before the first file, by the names and texts that a query has. Files are read one after another, as they come, and are never in memory as a whole.
/// <see cref="UploadOptions"/> bounds all of it. A part that is no file behind one that is, is 400 <c>FIELD_AFTER_FILE</c>: who sends the form puts the files last.
/// </remarks>
/// <typeparam name="Q">The message: a record or a message of protobuf; <c>Unit</c> for none.</typeparam>
public sealed class Upload<Q> where Q : notnull
{
    readonly UploadSource source;

    internal Upload(Q message, UploadSource source) => (Message, this.source) = (message, source);

    /// <summary>An upload that is there already: for tests, and for handlers that call handlers.</summary>
    public Upload(Q message, params IReadOnlyList<UploadFile> files) : this(message, new KnownFiles(files))
    {
    }

    /// <summary>What the form says beside its files.</summary>
    public Q Message { get; }

    /// <summary>Runs an effect for each file, in order, and gives what they gave. A file is there while its effect runs, and what that leaves of it is passed over. The first failure is the failure of all; a second run is 500 <c>UPLOAD_READ</c>: files are read once.</summary>
    /// <remarks>What it fails with names the part: 413 <c>FILE_TOO_LARGE</c>, <c>TOO_MANY_PARTS</c>, <c>BODY_TOO_LARGE</c>; 400 <c>FIELD_AFTER_FILE</c>, and <c>CODEC</c> for what is no form; 408 <c>BODY_TOO_SLOW</c>.</remarks>
    public async Eff<IReadOnlyList<A>> EachFile<A>(Func<UploadFile, Eff<A>> use)
    {
        await liftEff(_ => source.Begin());
        var all = new List<A>();
        while (await source.Next) all.Add(await use(source.Current));
        return all;
    }

    /// <summary>The message; the files are not read yet.</summary>
    public override string ToString() => $"Upload {{ Message = {Message} }}";
}
