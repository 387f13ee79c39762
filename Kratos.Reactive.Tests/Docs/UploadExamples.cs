using System.Net;

namespace Kratos.Reactive.Tests;

/// <summary>The example of the README about uploads, which is true as long as this passes.</summary>
public sealed class UploadExamples
{
    static readonly Dictionary<string, long> store = [];

    // docs:begin upload
    public sealed record Album(string Name, string Owner = "nobody");

    static readonly Service Albums = Routes.Post("/albums/{name}", (Upload<Album> upload) => upload.EachFile(file =>
        from _ in guard(file.ContentType.StartsWith("image/", StringComparison.Ordinal), Error.BadRequest("NO_IMAGE", $"{file.Name} is no image"))
        from size in Keep(upload.Message, file)
        select size));
    // docs:end

    static Eff<long> Keep(Album album, UploadFile file) => file.CopyTo(Stream.Null).Map(size => store[$"{album.Owner}/{album.Name}/{file.FileName}"] = size);

    [Fact]
    public async Task What_is_sent_is_kept()
    {
        await using var server = await Serving.Start(Albums);
        using var form = new MultipartFormDataContent { { new StringContent("ada"), "owner" }, { new ByteArrayContent(new byte[70_000]) { Headers = { ContentType = new("image/png") } }, "picture", "a.png" } };
        using var reply = await server.Client.PostAsync("/albums/summer", form, TestContext.Current.CancellationToken);
        Assert.Equal("[70000]", await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(70_000, store["ada/summer/a.png"]);
        using var text = new MultipartFormDataContent { { new StringContent("no") { Headers = { ContentType = new("text/plain") } }, "picture", "a.txt" } };
        using var refused = await server.Client.PostAsync("/albums/summer", text, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }
}
