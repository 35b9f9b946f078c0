using Confab.Demo;

namespace Confab.Tests.Accounts;

/// <summary>What a check of an account finds, by a LINE that calls the real hook when it is asked to test it.</summary>
public sealed class AccountCheckTests : IAsyncLifetime
{
    private const string PublicUrl = "https://chat.example.com";
    private TestServer server = null!;
    private LineAccount line = null!;
    private string secretOfLine = TestServer.LineSecret;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync(settings: new() { ["Confab:PublicUrl"] = PublicUrl });
        line = await server.AddLineAccountAsync();
        server.Line.Test = async url =>
        {
            if (!url.StartsWith(PublicUrl, StringComparison.Ordinal))
                return 0;
            using var answer = await server.Http.SendAsync(FakeLine.Webhook(server.Url + url[PublicUrl.Length..], secretOfLine));
            return (int)answer.StatusCode;
        };
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task An_account_is_set_up_on_request_and_then_all_is_well()
    {
        (await FindingAsync()).ShouldBe(("hook_url", $"LINE has no webhook address. Enter {PublicUrl}/v1.0/conversation/accounts/{line.Id} in the LINE Developers Console (Messaging API → Webhook settings), or check again with \"set_up\": true."));
        server.Line.Quota = 500;
        var check = await CheckAsync(new { set_up = true });
        check.Text.ShouldBe("""{"ok":true,"findings":[],"quota":{"limit":500,"used":0}}""");
        server.Line.Endpoint.Url.ShouldBe($"{PublicUrl}/v1.0/conversation/accounts/{line.Id}");
        server.Line.Quota = null;
        (await CheckAsync()).Text.ShouldBe("""{"ok":true,"findings":[],"quota":{"limit":-1,"used":0}}""");
    }

    [Fact]
    public async Task What_is_wrong_is_said_with_the_setting_that_it_is_about()
    {
        (await CheckAsync(new { set_up = true })).Json.GetProperty("ok").GetBoolean().ShouldBeTrue();
        secretOfLine = "reissued";
        (await FindingAsync()).ShouldBe(("secret", "LINE's test call was refused for its signature: the channel secret of this account is not the one of the channel."));
        secretOfLine = TestServer.LineSecret;
        server.Line.Endpoint = (server.Line.Endpoint.Url, false);
        (await FindingAsync()).Message.ShouldContain("Use webhook");
        server.Line.Endpoint = ("https://old.example.com/hook", true);
        (await FindingAsync()).Message.ShouldStartWith("LINE calls https://old.example.com/hook.");
        (await CheckAsync(new { set_up = true })).Json.GetProperty("ok").GetBoolean().ShouldBeTrue();
        server.Line.Test = _ => Task.FromResult(0);
        (await FindingAsync()).Message.ShouldContain("It must be open to the internet");
        server.Line.Test = _ => Task.FromResult(200);
        server.Line.Quota = 0;
        (await FindingAsync()).Field.ShouldBe("quota");
        server.Line.Intercept = http =>
        {
            http.Abort();
            return Task.FromResult(true);
        };
        (await FindingAsync()).ShouldBe(("token", "LINE could not be asked with this channel access token: LINE did not answer."));
        server.Line.Intercept = null;
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{line.Id}", new { token = "revoked" })).Ok();
        (await FindingAsync()).Field.ShouldBe("token");
    }

    [Fact]
    public async Task An_address_without_tls_is_nothing_for_line()
    {
        await using var inside = await TestServer.StartAsync();
        var account = await inside.AddLineAccountAsync();
        foreach (var setUp in (bool[])[true, false])
            (await inside.Admin.PostAsync($"/v1.0/conversation_accounts/{account.Id}/check", new { set_up = setUp })).Ok().Json.GetProperty("findings")[0].GetProperty("message").GetString()!.ShouldContain("Confab:PublicUrl");
    }

    [Fact]
    public async Task What_cannot_be_set_up_from_here_says_so_and_a_channel_that_cannot_be_tried_is_well_by_its_settings()
    {
        var sandbox = (await server.Admin.PostAsync("/v1.0/conversation_accounts", new { type = "sms", provider_data = new { provider = "sandbox" } })).Ok().Id;
        (await server.Admin.PostAsync($"/v1.0/conversation_accounts/{sandbox}/check", new { set_up = true })).ShouldFail(400, "INVALID_ARGUMENT");
        (await server.Admin.PostAsync($"/v1.0/conversation_accounts/{sandbox}/check", new { })).Ok().Text.ShouldBe("""{"ok":true,"findings":[],"quota":null}""");
        (await server.Admin.SendAsync(HttpMethod.Post, $"/v1.0/conversation_accounts/{sandbox}/check", null)).Ok();
    }

    [Fact]
    public async Task What_was_signed_with_a_former_secret_is_believed_for_a_while_unless_it_is_to_be_forgotten()
    {
        var path = $"/v1.0/conversation_accounts/{line.Id}";
        (await server.Admin.PutAsync(path, new { secret = "mistyped" })).Ok();
        (await server.Admin.PutAsync(path, new { secret = "reissued" })).Ok();
        (await server.Admin.PutAsync(path, new { name = "renamed" })).Ok().Text.ShouldNotContain("reissued");
        (await SayAsync(TestServer.LineSecret), await SayAsync("mistyped"), await SayAsync("reissued"), await SayAsync("guessed")).ShouldBe((200, 200, 200, 401));
        (await server.Admin.PutAsync(path, new { keep_former_hours = 0 })).Ok();
        (await SayAsync(TestServer.LineSecret), await SayAsync("mistyped"), await SayAsync("reissued")).ShouldBe((401, 401, 200));
        (await server.Admin.PutAsync(path, new { secret = "again", keep_former_hours = 0 })).Ok();
        (await SayAsync("reissued"), await SayAsync("again")).ShouldBe((401, 200));
        (await server.Admin.PutAsync(path, new { keep_former_hours = 169 })).ShouldFail(400, "INVALID_ARGUMENT");
    }

    [Fact]
    public async Task A_former_secret_is_believed_until_its_time_and_nothing_is_sent_with_a_former_token()
    {
        var path = $"/v1.0/conversation_accounts/{line.Id}";
        (await server.Admin.PutAsync(path, new { token = "old", secret = "old secret" })).Ok();
        (await server.Admin.PutAsync(path, new { token = TestServer.LineToken, secret = "new secret", keep_former_hours = 1 })).Ok();
        (await SayAsync("old secret")).ShouldBe(200);
        var conversation = (await server.Admin.GetAsync("/v1.0/conversations")).Result[0].GetProperty("id");
        (await server.Admin.PostAsync($"/v1.0/conversations/{conversation}/messages", new { text = "hi", medias = Array.Empty<object>() })).Ok();
        await server.Line.WaitForPushAsync(push => push.Text == "hi");
        var book = server.Services.GetRequiredService<Confab.Accounts.AccountBook>();
        var former = book.Open((await server.Db.ReadAsync(sql => Confab.Accounts.AccountBook.FindByIdAsync(sql, Guid.Parse(line.Id))))!).Former;
        former.Select(known => (known.Account.Secret, Hours(known.Until))).ShouldBe([("old secret", 1), (TestServer.LineSecret, 24)]);
    }

    private static int Hours(Timestamp until) => (int)Math.Round((until - TimeProvider.System.Now()).TotalHours);

    private async Task<int> SayAsync(string secret)
    {
        using var answer = await server.Http.SendAsync(FakeLine.Webhook($"{server.Url}/v1.0/conversation/accounts/{line.Id}", secret, server.Line.Text("Ualice", "hello")));
        return (int)answer.StatusCode;
    }

    private async Task<(string Field, string Message)> FindingAsync()
    {
        var check = (await CheckAsync()).Json;
        check.GetProperty("ok").GetBoolean().ShouldBeFalse();
        var finding = check.GetProperty("findings").EnumerateArray().ShouldHaveSingleItem();
        return (finding.GetProperty("field").GetString()!, finding.GetProperty("message").GetString()!);
    }

    private async Task<Answer> CheckAsync(object? body = null) => (await server.Admin.PostAsync($"/v1.0/conversation_accounts/{line.Id}/check", body ?? new { })).Ok();
}
