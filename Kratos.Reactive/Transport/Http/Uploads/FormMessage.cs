using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>Reads a message that comes as a form with files: parts are fields, and a file is the value of a field of bytes. What is in memory is the message, within the limit that every message has.</summary>
static class FormMessage
{
    internal static async Task<Fin<object>> ReadAsync(BodyStream body, HttpRequest request, BodyBinder binder, BindingSource source, UploadOptions limits, long most, CancellationToken token)
    {
        if (request.ContentLength > most) return HttpBody.TooLarge(most);
        var form = FormParts.Of(body, request.ContentType ?? "", limits with { MaxFile = most });
        if (form.IsFail) return form.Failed;
        var (parts, tree) = (form.Succeeded, new FormTree());
        while (true)
        {
            var next = await parts.NextAsync(token).ConfigureAwait(false);
            if (next.IsFail) return next.Failed;
            if (next.Succeeded is not { } part) return binder.Bind(source, tree);
            if ((part.FileName is null ? await AddText(part).ConfigureAwait(false) : await AddFile(part).ConfigureAwait(false)) is { } wrong) return wrong;
        }

        async Task<Error?> AddText(FormPart part)
        {
            var text = await parts.TextAsync(part, token).ConfigureAwait(false);
            return text.IsFail ? text.Failed : tree.Add(part.Name, text.Succeeded);
        }

        async Task<Error?> AddFile(FormPart part)
        {
            try
            {
                using var content = new MemoryStream();
                await part.Content.CopyToAsync(content, token).ConfigureAwait(false);
                return FormFile.AddTo(tree, binder.Shape, part, content.GetBuffer().AsMemory(0, (int)content.Length));
            }
            catch (ErrorException e)
            {
                return e.Error;
            }
        }
    }
}
