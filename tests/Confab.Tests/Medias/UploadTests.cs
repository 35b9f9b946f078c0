using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Confab.Tests.Medias;

/// <summary>Uploads, and what is handed out of them.</summary>
public sealed class UploadTests : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync(settings: new() { ["Confab:Limits:MediaBytes"] = "2000000" });

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_file_that_is_uploaded_is_there_until_it_is_deleted()
    {
        var mp4 = Pictures.Mp4(1_000_000);
        var media = (await server.UploadAsync(mp4, "film.mp4", "video/mp4")).Ok();
        (media["type"], media["filename"], media["content_type"], media["size"], media["status"]).ShouldBe(("video", "film.mp4", "video/mp4", "1000000", "ready"));
        (await server.Admin.GetAsync($"/v1.0/medias/{media.Id}")).Ok().Text.ShouldBe(media.Text);
        (await server.Http.GetByteArrayAsync(media["url"])).SequenceEqual(mp4).ShouldBeTrue();
        foreach (var url in (string[])[media["url"].Replace("/media_links/", "/media_links/x", StringComparison.Ordinal), $"{server.Url}/v1.0/media_links/{new string('A', 64)}/film.mp4"])
            ((int)(await server.Http.GetAsync(url)).StatusCode).ShouldBe(404, url);

        (await (await server.AddCustomerAsync()).DeleteAsync($"/v1.0/medias/{media.Id}")).ShouldFail(404, "MEDIA_NOT_FOUND");
        var deleted = (await server.Admin.DeleteAsync($"/v1.0/medias/{media.Id}")).Ok();
        (deleted["url"], deleted["tm_delete"].StartsWith("9999", StringComparison.Ordinal)).ShouldBe(("", false));
        (await server.Admin.GetAsync($"/v1.0/medias/{media.Id}/content")).ShouldFail(404, "MEDIA_NOT_FOUND");
        ((int)(await server.Http.GetAsync(media["url"])).StatusCode).ShouldBe(404);
        await Poll.UntilAsync(() => Stored.BlobsAsync(server), blobs => blobs.Count == 0);
    }

    [Fact]
    public async Task Ranges_are_handed_out_as_players_ask_for_them()
    {
        var mp4 = Pictures.Mp4(700_000);
        var media = (await server.UploadAsync(mp4, "film.mp4", "video/mp4")).Ok();
        using var whole = await GetAsync(media["url"]);
        var tag = whole.Headers.ETag!;
        whole.Headers.AcceptRanges.ShouldBe(["bytes"]);
        foreach (var (from, to) in ((int?, int?)[])[(0, 0), (262_143, 262_144), (100_000, 650_000), (699_999, null), (null, 5)])
        {
            using var part = await GetAsync(media["url"], request => request.Headers.Range = new RangeHeaderValue(from, to));
            part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
            var expected = from is null ? mp4[^5..] : mp4[from.Value..((to ?? 699_999) + 1)];
            (await part.Content.ReadAsByteArrayAsync()).SequenceEqual(expected).ShouldBeTrue($"{from}-{to}");
            part.Content.Headers.ContentRange!.Length.ShouldBe(700_000);
        }
        using (var beyond = await GetAsync(media["url"], request => request.Headers.Range = new RangeHeaderValue(700_000, null)))
            beyond.StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        using (var same = await GetAsync(media["url"], request => (request.Headers.Range, request.Headers.IfRange) = (new RangeHeaderValue(0, 9), new RangeConditionHeaderValue(tag))))
            same.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        using (var other = await GetAsync(media["url"], request => (request.Headers.Range, request.Headers.IfRange) = (new RangeHeaderValue(0, 9), new RangeConditionHeaderValue("\"other\""))))
            other.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var known = await GetAsync(media["url"], request => request.Headers.IfNoneMatch.Add(tag)))
            known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        using var head = await GetAsync(media["url"], request => request.Method = HttpMethod.Head);
        (head.StatusCode, head.Content.Headers.ContentLength, (await head.Content.ReadAsByteArrayAsync()).Length).ShouldBe((HttpStatusCode.OK, 700_000, 0));
    }

    [Fact]
    public async Task A_strangers_filename_harms_no_header_and_no_address()
    {
        foreach (var (name, header, address) in ((string, string, string)[])
        [
            ("../../etc/pass\"wd", "pass_wd.bin", "/pass_wd.bin"), ("a\\b\\c;d.txt", "c_d.txt", "/c_d.txt"), ("日本.png", "日本.png", "/media.png"),
            ("x\u202egnp.exe", "x_gnp.exe", "/x_gnp.exe"), ("", "file.bin", "/media.bin"), ("..", "file.bin", "/media.bin")
        ])
        {
            var file = new ByteArrayContent("plain"u8.ToArray());
            file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"file\"; filename*=UTF-8''{Uri.EscapeDataString(name)}");
            var media = (await server.Admin.SendAsync(HttpMethod.Post, "/v1.0/medias", new MultipartFormDataContent { file })).Ok();
            media["filename"].ShouldBe(name);
            media["url"].ShouldEndWith(address);
            using var answer = await GetAsync(media["url"]);
            var disposition = answer.Content.Headers.ContentDisposition!;
            (disposition.DispositionType, disposition.FileNameStar).ShouldBe(("attachment", header));
        }
    }

    [Fact]
    public async Task What_cannot_be_taken_is_refused_and_leaves_nothing()
    {
        (await server.UploadAsync([])).ShouldFail(400, "INVALID_ARGUMENT");
        (await server.UploadAsync(new byte[2_000_001])).ShouldFail(413, "BODY_TOO_LARGE");
        (await server.UploadAsync([1], new string('x', 256))).ShouldFail(400, "INVALID_ARGUMENT");
        (await server.Admin.PostAsync("/v1.0/medias", new { file = "x" })).ShouldFail(415, "CONTENT_TYPE_NOT_SUPPORTED");
        (await server.Admin.SendAsync(HttpMethod.Post, "/v1.0/medias", new MultipartFormDataContent { { new StringContent("x"), "other" } })).ShouldFail(400, "MISSING_REQUEST_PARAMETER");
        foreach (var body in (string[])["", "--b", "--b\r\n", "--b\r\nno header\r\n\r\nx\r\n--b--\r\n", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nno end"])
        {
            var content = new StringContent(body);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
            (await server.Admin.SendAsync(HttpMethod.Post, "/v1.0/medias", content)).Status.ShouldBe(400, body);
        }
        foreach (var type in (string[])["multipart/form-data", "multipart/form-data; boundary=", $"multipart/form-data; boundary={new string('b', 500)}", "multipart/mixed; boundary=b"])
        {
            var content = new StringContent("--b--\r\n");
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            content.Headers.Remove("Content-Type");
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            (await server.Admin.SendAsync(HttpMethod.Post, "/v1.0/medias", content)).ShouldFail(415, "CONTENT_TYPE_NOT_SUPPORTED");
        }
        await CutAsync();
        await Poll.UntilAsync(() => Stored.BlobsAsync(server), blobs => blobs.Count == 0);
    }

    /// <summary>Begins an upload and hangs up in the middle, when some of it has been kept.</summary>
    private async Task CutAsync()
    {
        var address = new Uri(server.Url);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(address.Host, address.Port);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /v1.0/medias HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.AccessKey}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1500000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n"));
            await stream.WriteAsync(new byte[1_000_000]);
            await Poll.UntilAsync(() => Stored.BlobsAsync(server), blobs => blobs.Count == 1);
        }
    }

    private async Task<HttpResponseMessage> GetAsync(string url, Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        with?.Invoke(request);
        return await server.Http.SendAsync(request);
    }
}
