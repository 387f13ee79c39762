using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>An upload, which is there once what stands before its first file is read. The files are read by the handler, as they come.</summary>
sealed class UploadMessage(HttpContext context, BodyBinder binder, BindingSource source, UploadOptions limits) : ReadMessage(context)
{
    readonly BodyStream body = new(context.Request, limits.MaxBody);
    FormParts? parts;

    internal override bool IsReading => base.IsReading || body.IsReading;

    internal override bool LeavesRest => parts is not { IsOver: true };

    internal override async Task CloseAsync()
    {
        await body.CloseAsync().ConfigureAwait(false);
        await base.CloseAsync().ConfigureAwait(false);
    }

    protected override async Task<Fin<object>> ReadAsync(CancellationToken token)
    {
        var codec = binder.CodecOf(Context.Request.Headers);
        if (codec.IsFail) return codec.Failed;
        if (Context.Request.ContentLength > limits.MaxBody) return HttpBody.TooLarge(limits.MaxBody);
        var form = FormParts.Of(body, Context.Request.ContentType ?? "", limits);
        if (form.IsFail) return form.Failed;
        parts = form.Succeeded;
        var tree = new FormTree();
        while (true)
        {
            var next = await parts.NextAsync(token).ConfigureAwait(false);
            if (next.IsFail) return next.Failed;
            if (next.Succeeded is not { FileName: null } field) return binder.Bind(source, tree).Map(message => binder.Upload!.Make(message, new Files(parts, next.Succeeded)));
            var text = await parts.TextAsync(field, token).ConfigureAwait(false);
            if (text.IsFail) return text.Failed;
            if (tree.Add(field.Name, text.Succeeded) is { } wrong) return wrong;
        }
    }

    sealed class Files(FormParts parts, FormPart? first) : UploadSource
    {
        FormPart? next = first;
        bool isFirst = true;
        UploadFile? current;

        internal override UploadFile Current => current!;

        internal override Eff<bool> Next => liftEff(async env =>
        {
            if (!isFirst)
            {
                var read = await parts.NextAsync(env.Token).ConfigureAwait(false);
                next = read.IsSucc ? read.Succeeded : throw new ErrorException(read.Failed);
            }

            isFirst = false;
            if (next is { FileName: null } late) throw new ErrorException(UploadFault.AfterFile(late.Name));
            current = next is { } file ? new UploadFile(file.Name, file.FileName!, FormFile.TypeOf(file), file.Content) { Headers = file.Headers } : null;
            return current is not null;
        });
    }
}
