using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Confab.Tests.Channels;

/// <summary>A further channel is one folder and one line: docs/add-a-channel.md is followed to the letter, and what comes out is talked to.</summary>
public sealed partial class AddAChannelTests
{
    private const string Secret = "toy-secret";
    private const string Before = "        new LineChannel(settings, http),\n";

    [Fact, Trait("Store", "SQLite")]
    public async Task A_toy_channel_takes_one_folder_and_one_line()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(LayoutTests.Root(), "docs", "add-a-channel.md"));
        var line = Line().Match(page).Groups[1].Value;
        using var binary = await Binary.BuildChangedAsync(source =>
        {
            Directory.CreateDirectory(Path.Combine(source, "Channels", "Toy"));
            File.WriteAllText(Path.Combine(source, "Channels", "Toy", "ToyChannel.cs"), Code().Match(page).Groups[1].Value);
            var list = Path.Combine(source, "Channels", "ChannelList.cs");
            var text = File.ReadAllText(list);
            text.ShouldContain(Before);
            File.WriteAllText(list, text.Replace(Before, $"{Before}        {line}\n", StringComparison.Ordinal));
        });
        var (url, data) = (RealProcess.FreeUrl(), Path.Combine(Path.GetTempPath(), $"confab-toy-{Guid.NewGuid():N}"));
        await using var toy = await FakeHost.OpenAsync();
        using (await RealProcess.ServeAsync(binary, url, data))
            await TalkAsync(url, data, toy.Put("/send", """{"id":"theirs"}"""u8.ToArray(), "application/json"));
        Directory.Delete(data, recursive: true);
    }

    private static async Task TalkAsync(string url, string data, string address)
    {
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        var admin = new ApiClient(http, (await File.ReadAllTextAsync(Path.Combine(data, "admin.key"))).Trim());
        var faults = await admin.PostAsync("/v1.0/conversation_accounts", new { type = "toy", name = "Toy" });
        faults.ShouldFail(400, "INVALID_ARGUMENT");
        faults.Text.ShouldContain("provider_data.address");
        var account = (await admin.PostAsync("/v1.0/conversation_accounts", new { type = "toy", name = "Toy", secret = Secret, provider_data = new { address } })).Ok().Id;
        (await HookAsync(http, account, new { id = "1", from = "bear", text = "hello" }, "forged")).ShouldBe(401);
        foreach (var twice in (string[])["1", "1"])
            (await HookAsync(http, account, new { id = twice, from = "bear", text = "hello" })).ShouldBe(200);
        var conversation = (await admin.GetAsync("/v1.0/conversations")).Result.Single();
        (conversation.GetProperty("type").GetString(), conversation.GetProperty("peer").GetProperty("target").GetString()).ShouldBe(("toy", "bear"));
        var path = $"/v1.0/conversations/{conversation.GetProperty("id").GetString()}/messages";
        (await admin.PostAsync(path, new { text = "hello, bear" })).Ok();
        await DeliveryAsync(admin, path, "sent");
        (await HookAsync(http, account, new { id = "2", delivered = "theirs" })).ShouldBe(200);
        await DeliveryAsync(admin, path, "delivered");
        (await admin.GetAsync(path)).Result.Select(message => message.GetProperty("text").GetString()).ShouldBe(["hello, bear", "hello"]);
    }

    private static Task DeliveryAsync(ApiClient admin, string path, string status) =>
        Poll.UntilAsync(() => admin.GetAsync(path), page => page.Result[0].GetProperty("delivery").GetProperty("status").GetString() == status);

    private static async Task<int> HookAsync(HttpClient http, string account, object call, string secret = Secret)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(call);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1.0/conversation/accounts/{account}") { Content = new ByteArrayContent(body) };
        request.Headers.Add("x-toy-signature", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }

    [GeneratedRegex("(?s)### A whole one.*?```csharp\n(.*?)```")]
    private static partial Regex Code();

    [GeneratedRegex("as in `(new Toy[^`]*)`")]
    private static partial Regex Line();
}
