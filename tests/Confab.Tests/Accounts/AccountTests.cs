namespace Confab.Tests.Accounts;

public sealed class AccountTests : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

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
}
