using Confab.Events;
using Confab.Events.Webhooks;
using Confab.Store;

namespace Confab.Tests.Store;

public sealed class ChoreTests
{
    private static readonly string[] Known = ["accesskeys", "events", "idempotency_keys", "job_buckets", "media_blobs", "medias", "overview", "received", "revoked_tokens", "webchat_sessions", "webhook_deliveries"];

    [Fact]
    public async Task Each_chore_is_planned_once_however_many_nodes_start()
    {
        var data = Path.Combine(Path.GetTempPath(), $"confab-test-{Guid.NewGuid():N}");
        if (TestDatabase.IsPostgres)
        {
            var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => TestServer.StartAsync(data)));
            foreach (var node in nodes)
                await node.DisposeAsync();
        }
        await (await TestServer.StartAsync(data)).DisposeAsync();
        await using (var server = await TestServer.StartAsync(data))
            (await server.Db.ReadAsync(sql => sql.QueryAsync<string>("SELECT lane FROM jobs WHERE kind = 'chore' ORDER BY lane"))).ShouldBe(Known);
        Directory.Delete(data, recursive: true);
        await TestDatabase.DropAsync(data);
    }

    [Theory]
    [InlineData("received", 30, "INSERT INTO received (customer_id, account_id, key, kind, raw, tm_create) VALUES (@customer, @id, @text, '', '', @time)")]
    [InlineData("idempotency_keys", 1, "INSERT INTO idempotency_keys (customer_id, key, fingerprint, message_id, tm_create) VALUES (@customer, @text, @bytes, @id, @time)")]
    [InlineData("medias", 30, "INSERT INTO medias (customer_id, id, type, filename, content_type, size, width, height, duration, status, error, account_id, message_id, source, blob_id, tm_create, tm_update, tm_delete) VALUES (@customer, @id, '', '', '', 0, 0, 0, 0, '', '', @customer, @customer, '', @customer, 0, 0, @time)")]
    [InlineData("accesskeys", 30, "INSERT INTO accesskeys (customer_id, id, name, detail, token_hash, token_prefix, permission, tm_expire, tm_create, tm_update, tm_delete) VALUES (@customer, @id, '', '', @hash, '', 0, @time, 0, 0, 0)")]
    [InlineData("revoked_tokens", 0, "INSERT INTO revoked_tokens (id, tm_expire) VALUES (@id, @time)")]
    [InlineData("events", 30, "INSERT INTO events (id, customer_id, type, data, tm_create) VALUES (@id, @customer, 'test', '{}', @time)")]
    [InlineData("webhook_deliveries", 30, "")]
    public async Task What_is_old_goes_and_what_is_not_stays(string table, int days, string insert)
    {
        const int Each = 1200;
        await using var server = await TestServer.StartAsync();
        var customer = Guid.Parse((await server.Admin.GetAsync("/v1.0/customer")).Id);
        var begin = await CountAsync(server, table);
        await server.Db.WriteAsync(unit =>
        {
            for (var i = 0; i < 2 * Each; i++)
            {
                var isOld = table == "events" ? i < Each : i % 2 == 0;
                var time = unit.Now + TimeSpan.FromMinutes(isOld ? -1 : 1) + TimeSpan.FromDays(-days);
                if (insert.Length > 0)
                    unit.Write(insert, new { customer, id = Guid.NewGuid(), text = $"{Guid.NewGuid()}", bytes = new byte[] { 1 }, hash = Guid.NewGuid().ToByteArray(), time });
                else
                    Deliver(unit, customer, i, time);
            }
        });
        await WakeAsync(server, table);
        await Poll.UntilAsync(() => CountAsync(server, table), left => left == begin + Each);
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<Timestamp>("SELECT due FROM jobs WHERE kind = 'chore' AND lane = @table AND payload = '' AND lease IS NULL", new { table })),
            due => due > Timestamp.From(DateTimeOffset.UtcNow) + TimeSpan.FromMinutes(50));
        (await CountAsync(server, table)).ShouldBe(begin + Each);
    }

    [Fact]
    public async Task No_event_goes_that_a_delivery_waits_for_nor_any_after_it()
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:RetrySeconds"] = "3600" });
        await server.SetWebhookAsync();
        server.Receiver.Intercept = http =>
        {
            http.Response.StatusCode = 500;
            return Task.FromResult(true);
        };
        await server.AddLineAccountAsync();
        await Poll.UntilAsync(() => server.Admin.GetAsync("/v1.0/webhook_deliveries?status=pending"), found => found.Result.Length == 1);
        await server.Db.WriteAsync(async unit =>
        {
            var old = unit.Now + TimeSpan.FromDays(-40);
            await unit.ExecuteAsync("UPDATE events SET tm_create = @old", new { old });
            for (var i = 0; i < 3; i++)
                await unit.ExecuteAsync("INSERT INTO events (id, customer_id, type, data, tm_create) SELECT @id, customer_id, type, data, tm_create FROM events LIMIT 1", new { id = Guid.NewGuid() });
        });
        var there = await CountAsync(server, "events");
        await SweepAsync(server);
        (await CountAsync(server, "events")).ShouldBe(there);

        var id = (await server.Admin.GetAsync("/v1.0/webhook_deliveries")).Result[0].GetProperty("id").GetString();
        (await server.Admin.PostAsync($"/v1.0/webhook_deliveries/{id}/skip")).Ok();
        await SweepAsync(server);
        (await CountAsync(server, "events")).ShouldBe(1);
    }

    private static void Deliver(Unit unit, Guid customer, int number, Timestamp time)
    {
        var told = new ToldEvent(Guid.NewGuid(), customer, "test", "{}", time);
        DeliveryLog.End(unit, new WebhookDelivery { CustomerId = customer, Id = WebhookDelivery.IdOf(told, customer), EndpointId = customer, EventPosition = number, EventId = told.Id, EventType = "test", TmCreate = time },
            number % 3 == 0 ? "failed" : "delivered", new AttemptJson(time, 200, 1, "", ""));
    }

    private static Task WakeAsync(TestServer server, string chore) => server.Db.WriteAsync(unit => server.Services.GetRequiredService<Jobs>().Wake(unit, Chores.JobKind, chore));

    /// <summary>Has old events swept away, and waits until that is over.</summary>
    private static async Task SweepAsync(TestServer server)
    {
        var due = await DueAsync(server);
        await WakeAsync(server, "events");
        await Poll.UntilAsync(() => DueAsync(server), now => now > due);
    }

    private static Task<long> DueAsync(TestServer server) =>
        server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT due FROM jobs WHERE kind = 'chore' AND lane = 'events' AND payload = '' AND lease IS NULL"));

    private static Task<long> CountAsync(TestServer server, string table) => server.Db.ReadAsync(sql => sql.FirstAsync<long>($"SELECT COUNT(*) FROM {table}"));
}
