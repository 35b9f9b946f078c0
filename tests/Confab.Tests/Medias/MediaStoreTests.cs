using Confab.Medias;
using Confab.Store;
using Npgsql;

namespace Confab.Tests.Medias;

/// <summary>Where bytes are kept: what a crash, a second node and a large film do to it.</summary>
public sealed class MediaStoreTests
{
    private const int Large = 20_000_000;

    [Fact]
    public async Task A_server_that_is_killed_while_it_fetches_fetches_it_all_after_its_return()
    {
        var (url, data, png) = (RealProcess.FreeUrl(), Path.Combine(Path.GetTempPath(), $"confab-media-{Guid.NewGuid():N}"), Pictures.Png(10, 20, 1_000_000));
        await using var host = await FakeHost.OpenAsync();
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        using var gate = new CancellationTokenSource();
        host.Put("/a.png", png);
        host.Intercept = async call =>
        {
            call.Response.ContentLength = png.Length;
            await call.Response.Body.WriteAsync(png.AsMemory(0, 600_000));
            await call.Response.Body.FlushAsync();
            await Task.WhenAny(Task.Delay(-1, gate.Token), Task.Delay(-1, call.RequestAborted));
            return true;
        };
        string[] settings = ["--Confab:Webhooks:AllowPrivateNetworks=true"];
        ApiClient admin;
        using (var doomed = await RealProcess.ServeAsync(url, data, settings))
        {
            admin = new ApiClient(http, (await File.ReadAllTextAsync(Path.Combine(data, "admin.key"))).Trim());
            (await admin.PostAsync("/v1.0/phone/messages", new { from = "+15550199001", to = FirstStart.SandboxNumber, medias = new[] { new { type = "image", url = host.Address + "/a.png" } } })).Ok();
            await Poll.UntilAsync(() => BegunAsync(data), bytes => bytes >= 2 * Blobs.PartSize);
            await doomed.KillAsync();
        }
        host.Intercept = null;
        await gate.CancelAsync();
        using (var returned = await RealProcess.ServeAsync(url, data, settings))
        {
            var conversation = (await admin.GetAsync("/v1.0/conversations")).Result[0].GetProperty("id").GetString();
            var messages = await Poll.UntilAsync(() => admin.GetAsync($"/v1.0/conversations/{conversation}/messages"), found => found.Text.Contains("\"status\":\"ready\"", StringComparison.Ordinal), 60);
            var media = messages.Result.Single(message => message.GetProperty("medias").GetArrayLength() > 0).GetProperty("medias")[0];
            (media.GetProperty("size").GetInt64(), media.GetProperty("height").GetInt32()).ShouldBe((1_000_000, 20));
            (await http.GetByteArrayAsync(media.GetProperty("url").GetString())).SequenceEqual(png).ShouldBeTrue();
            (await returned.StopAsync()).ShouldBe(0);
        }
        await using (var server = await TestServer.StartAsync(data))
        {
            var blobs = await Stored.BlobsAsync(server);
            blobs.Count.ShouldBe(2, "what the killed one had begun is still there");
            await SweepAsync(server);
            (await Stored.BlobsAsync(server)).Count.ShouldBe(2, "somebody might be at work on it");
        }
        Directory.Delete(data, recursive: true);
        await TestDatabase.DropAsync(data);
    }

    [Fact]
    public async Task Bytes_that_no_media_names_are_swept_away_after_a_day()
    {
        await using var server = await TestServer.StartAsync();
        var customer = Guid.Parse((await server.Admin.GetAsync("/v1.0/customer")).Id);
        var (blobs, old) = (server.Services.GetRequiredService<Blobs>(), Timestamp.From(DateTimeOffset.UtcNow.AddDays(-2)));
        var (orphan, named, young) = (new BlobName(customer, Ids.New(old)), new BlobName(customer, Ids.New(old)), new BlobName(customer, Ids.New(Timestamp.From(DateTimeOffset.UtcNow))));
        var media = (await server.UploadAsync([1, 2, 3])).Ok();
        foreach (var name in (BlobName[])[orphan, named, young])
            await blobs.WriteAsync(name, new MemoryStream(Pictures.Noise(300_000)), 1_000_000, CancellationToken.None);
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE medias SET blob_id = @Id, size = 300000", new { named.Id }));
        await SweepAsync(server);
        var left = await Stored.BlobsAsync(server);
        left.ShouldNotContain(orphan);
        left.ShouldContain(named);
        left.ShouldContain(young);
        (await server.Http.GetByteArrayAsync(media["url"])).Length.ShouldBe(300_000);
    }

    [Fact]
    [Trait("Store", "PostgreSQL")]
    public async Task What_one_node_keeps_another_hands_out()
    {
        await using var first = await TestServer.StartAsync();
        await using var second = await first.JoinAsync();
        var media = (await first.UploadAsync(Pictures.Mp4(600_000), "film.mp4")).Ok();
        (await second.Http.GetByteArrayAsync(new Uri(media["url"]).AbsolutePath)).Length.ShouldBe(600_000);
        (await second.Admin.DeleteAsync($"/v1.0/medias/{media.Id}")).Ok();
        ((int)(await first.Http.GetAsync(media["url"])).StatusCode).ShouldBe(404);
        await Poll.UntilAsync(() => Stored.BlobsAsync(first), blobs => blobs.Count == 0);
    }

    [Fact]
    public async Task Films_go_in_and_out_while_the_memory_of_the_server_stays_flat()
    {
        const int AtOnce = 6;
        var (url, data, film) = (RealProcess.FreeUrl(), Path.Combine(Path.GetTempPath(), $"confab-film-{Guid.NewGuid():N}"), Pictures.Mp4(Large));
        await using var host = await FakeHost.OpenAsync();
        using var http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(3) };
        using (var server = await RealProcess.ServeAsync(url, data, "--Confab:Webhooks:AllowPrivateNetworks=true"))
        {
            var admin = new ApiClient(http, (await File.ReadAllTextAsync(Path.Combine(data, "admin.key"))).Trim());
            (await http.GetByteArrayAsync(await UploadAsync(admin, film))).SequenceEqual(film).ShouldBeTrue();
            var before = server.Memory;
            var links = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => UploadAsync(admin, film)));
            await Task.WhenAll(links.Select(link => DrainAsync(http, link)));
            for (var i = 0; i < AtOnce; i++)
                (await admin.PostAsync("/v1.0/phone/messages", new { from = $"+1555019900{i}", to = FirstStart.SandboxNumber, medias = new[] { new { type = "video", url = host.Put($"/{i}.mp4", film) } } })).Ok();
            foreach (var conversation in (await admin.GetAsync("/v1.0/conversations")).Result)
                await Poll.UntilAsync(() => admin.GetAsync($"/v1.0/conversations/{conversation.GetProperty("id").GetString()}/messages"), found => found.Text.Contains("\"status\":\"ready\"", StringComparison.Ordinal), 60);
            TestContext.Current.TestOutputHelper?.WriteLine($"before {before >> 20} MB, at most {server.PeakMemory >> 20} MB");
            (server.PeakMemory - before).ShouldBeLessThan(80_000_000, "six films of 20 MB at once went in, out, and in again");
            (await server.StopAsync()).ShouldBe(0);
        }
        Directory.Delete(data, recursive: true);
        await TestDatabase.DropAsync(data);
    }

    private static async Task<string> UploadAsync(ApiClient admin, byte[] film) =>
        (await admin.SendAsync(HttpMethod.Post, "/v1.0/medias", new MultipartFormDataContent { { new ByteArrayContent(film), "file", "film.mp4" } })).Ok()["url"];

    private static async Task DrainAsync(HttpClient http, string link)
    {
        using var answer = await http.GetAsync(link, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var (buffer, total) = (new byte[65_536], 0);
        while (await stream.ReadAsync(buffer) is > 0 and var count)
            total += count;
        total.ShouldBe(Large);
    }

    private static async Task SweepAsync(TestServer server)
    {
        var sweep = server.Services.GetServices<IChore>().OfType<BlobSweep>().Single();
        for (string? from = ""; from is not null;)
        {
            var at = from;
            from = await server.Db.WriteAsync(unit => sweep.StepAsync(unit, at));
        }
    }

    /// <summary>How many bytes an attempt has written that is not at its end.</summary>
    private static async Task<long> BegunAsync(string data)
    {
        if (!TestDatabase.IsPostgres)
            return Directory.GetFiles(Path.Combine(data, "medias"), "*.part", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(await TestDatabase.ForAsync(data)) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT COALESCE(SUM(length(bytes)), 0) FROM media_parts", connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }
}
