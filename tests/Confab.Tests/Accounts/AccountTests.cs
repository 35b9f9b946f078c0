using Confab.Accounts;

namespace Confab.Tests.Accounts;

public sealed class AccountTests : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Of_provider_data_only_what_its_channel_calls_public_is_shown_and_the_rest_is_sealed_and_kept()
    {
        await server.SetWebhookAsync();
        var given = new Dictionary<string, string> { ["provider"] = "twilio", ["account_sid"] = FakeTwilio.Sid };
        foreach (var name in (string[])["token", "secret", "access_token", "auth_token", "api_secret", "password", "whatever"])
            given[name] = "hidden-" + name;
        var made = (await server.Admin.PostAsync("/v1.0/conversation_accounts", new { type = "sms", token = FakeTwilio.Token, provider_data = given })).Ok();
        var changed = (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{made.Id}", new { provider_data = new { provider = "twilio", account_sid = "AC1", api_secret = "hidden-too" } })).Ok();
        var read = (await server.Admin.GetAsync($"/v1.0/conversation_accounts/{made.Id}")).Ok();

        (made["provider_data"], changed["provider_data"], read["provider_data"]).ShouldBe((
            $$"""{"provider":"twilio","account_sid":"{{FakeTwilio.Sid}}"}""", """{"provider":"twilio","account_sid":"AC1"}""", """{"provider":"twilio","account_sid":"AC1"}"""));
        await server.Receiver.WaitAsync(() => server.Receiver.Events.Count(told => told.Type == "account_updated") == 1);
        foreach (var text in (string[])[made.Text, changed.Text, (await server.Admin.GetAsync("/v1.0/conversation_accounts")).Ok().Text, .. server.Receiver.Events.Select(told => told.Data.ToJsonString()), await StoredAsync(made.Id)])
            text.ShouldNotContain("hidden-");
        var opened = await server.Db.ReadAsync(async sql => server.Services.GetRequiredService<AccountBook>().Open((await AccountBook.FindByIdAsync(sql, Guid.Parse(made.Id)))!));
        (opened.Data("account_sid"), opened.Data("whatever"), opened.Data("api_secret"), opened.ProviderData.Count).ShouldBe(("AC1", "hidden-whatever", "hidden-too", given.Count));
    }

    [Fact]
    public async Task What_stood_open_in_provider_data_before_its_names_were_told_apart_is_not_shown_and_sealed_by_the_next_change()
    {
        var line = await server.AddLineAccountAsync();
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE accounts SET provider_data = @data WHERE id = @id", new { data = """{"access_token":"hidden-of-old"}""", id = Guid.Parse(line.Id) }));
        (await server.Admin.GetAsync($"/v1.0/conversation_accounts/{line.Id}")).Ok()["provider_data"].ShouldBe("{}");
        (await server.Admin.PutAsync($"/v1.0/conversation_accounts/{line.Id}", new { name = "renamed" })).Ok()["provider_data"].ShouldBe("{}");
        (await StoredAsync(line.Id)).ShouldBe("{}");
    }

    [Fact]
    public async Task A_deleted_account_is_no_longer_a_failing_one()
    {
        var line = await server.AddLineAccountAsync();
        server.Line.Intercept = http =>
        {
            http.Response.StatusCode = 503;
            http.Response.Headers.RetryAfter = "60";
            return Task.FromResult(true);
        };
        var conversation = await line.SayAsync("Ualice", "hello");
        (await server.Admin.PostAsync($"/v1.0/conversations/{conversation.GetProperty("id")}/messages", new { text = "hi", medias = Array.Empty<object>() })).Ok();
        await Poll.UntilAsync(FailingAsync, count => count == 2);
        (await server.Admin.DeleteAsync($"/v1.0/conversation_accounts/{line.Id}")).Ok();
        (await FailingAsync()).ShouldBe(0);

        await server.Db.WriteAsync(unit => unit.ExecuteAsync("""
            INSERT INTO job_buckets (kind, bucket, failures, paused_until, reason, tm_update) VALUES ('send', @bucket, 1, @Now, 'was on its way', @Now)
            """, new { bucket = Guid.Parse(line.Id).ToString("N"), unit.Now }));
        (await RealProcess.RunAsync("status", "--data", server.DataPath)).Output.ShouldContain("failing       none");
    }

    private Task<long> FailingAsync() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM job_buckets"));

    private async Task<string> StoredAsync(string id) =>
        (await server.Db.ReadAsync(sql => sql.FirstAsync<string>("SELECT provider_data FROM accounts WHERE id = @id", new { id = Guid.Parse(id) })))!;
}
