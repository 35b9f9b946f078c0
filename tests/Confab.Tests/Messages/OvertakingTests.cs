using System.Text.Json.Nodes;
using Confab.Conversations;
using Confab.Demo;
using Confab.Messages;
using Confab.Store;

namespace Confab.Tests.Messages;

/// <summary>Units that run side by side on PostgreSQL: what commits first is heeded by who waited for it.</summary>
[Trait("Store", "PostgreSQL")]
public sealed class OvertakingTests : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_send_that_waits_for_a_STOP_is_refused()
    {
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from = "+15550199001", to = FirstStart.SandboxNumber, text = "hello" })).Ok();
        var conversation = (await server.Admin.GetAsync("/v1.0/conversations")).Result.Single();
        var send = await HeldAsync(conversation.GetProperty("id").GetGuid(), () => server.Admin.PostAsync($"/v1.0/conversations/{conversation.GetProperty("id").GetString()}/messages", new { text = "x" }),
            async (unit, held) => await OptOuts.SetAsync(unit, held, isOut: true, "STOP"));
        send.ShouldFail(409, "RECIPIENT_OPTED_OUT");
    }

    [Fact]
    public async Task A_message_that_is_taken_back_while_it_comes_in_is_blanked_all_the_same()
    {
        var line = await server.AddLineAccountAsync();
        var conversation = await line.SayAsync("Ualice", "hello");
        var item = server.Line.Text("Ualice", "too much said");
        var unsend = FakeLine.Event("unsend", "Ualice", null, new JsonObject { ["unsend"] = new JsonObject { ["messageId"] = (string)item["message"]!["id"]! } });
        (await HeldAsync(conversation.GetProperty("id").GetGuid(), () => line.SendAsync(item), async (_, _) => (await line.SendAsync(unsend)).ShouldBe(200))).ShouldBe(200);
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE jobs SET due = 0 WHERE kind = 'unsend'"));
        await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/conversations/{conversation.GetProperty("id").GetString()}/messages"),
            page => page.Result.Select(message => message.GetProperty("text").GetString()).SequenceEqual(["", "hello"]));
    }

    [Theory]
    [InlineData("+15550199001", "+15550199002")]
    [InlineData("+15550199002", "+15550199001")]
    public async Task A_text_to_several_takes_their_conversations_in_one_order_and_the_balance_last(string first, string second)
    {
        await PrepayAsync("sms");
        var held = await IdAsync("+15550199001");
        var other = await IdAsync("+15550199002");
        var send = await HeldAsync(held, () => server.Admin.PostAsync("/v1.0/messages", new { source = new { target = FirstStart.SandboxNumber }, destinations = new[] { new { target = first }, new { target = second } }, text = "x" }),
            (unit, _) => AreFreeAsync(unit, other));
        send.Ok();

        async Task<Guid> IdAsync(string peer)
        {
            (await server.Admin.PostAsync("/v1.0/phone/messages", new { from = peer, to = FirstStart.SandboxNumber, text = "hello" })).Ok();
            return (await server.Admin.GetAsync($"/v1.0/conversations?dialog_id={Uri.EscapeDataString(peer)}")).Result.Single().GetProperty("id").GetGuid();
        }
    }

    [Fact]
    public async Task A_call_with_messages_of_several_takes_their_conversations_in_one_order_and_the_balance_last()
    {
        await PrepayAsync("line");
        var line = await server.AddLineAccountAsync();
        var held = (await line.SayAsync("U1", "hello")).GetProperty("id").GetGuid();
        var other = (await line.SayAsync("U2", "hello")).GetProperty("id").GetGuid();
        foreach (var (first, second) in ((string, string)[])[("U1", "U2"), ("U2", "U1")])
            (await HeldAsync(held, () => line.SendAsync(server.Line.Text(first, "one"), server.Line.Text(second, "two")),
                (unit, _) => AreFreeAsync(unit, other))).ShouldBe(200);
    }

    [Fact]
    public async Task An_account_that_is_saved_holds_what_failed_before_what_waits_for_it()
    {
        var line = await server.AddLineAccountAsync();
        var customerId = (await server.Admin.GetAsync("/v1.0/customer")).Json.GetProperty("id").GetGuid();
        var bucket = JobBuckets.Of(customerId, Guid.Parse(line.Id));
        await server.Db.WriteAsync(async unit =>
        {
            await unit.ExecuteAsync("INSERT INTO job_buckets (kind, bucket, failures, paused_until, reason, tm_update) VALUES ('send', @bucket, 1, @Now, '', @Now)", new { bucket, unit.Now });
            await unit.ExecuteAsync("""
                INSERT INTO jobs (kind, lane, bucket, payload, head, due, attempt, begun, parked, tm_create) VALUES ('send', 'none', @bucket, @payload, 1, @due, 1, 0, 0, @Now)
                """, new { bucket, payload = $"{customerId:N}/{Guid.NewGuid():N}", due = unit.Now + TimeSpan.FromHours(1), unit.Now });
        });
        Task<Answer> waiting = null!;
        await server.Db.WriteAsync(async unit =>
        {
            await unit.FirstAsync<int>("SELECT failures FROM job_buckets WHERE bucket = @bucket FOR UPDATE", new { bucket });
            waiting = server.Admin.PutAsync($"/v1.0/conversation_accounts/{line.Id}", new { token = "another" });
            await WaitsAsync();
            (await unit.FirstAsync<int>("SELECT 1 FROM jobs WHERE lane = 'none' FOR UPDATE SKIP LOCKED")).ShouldBe(1);
        });
        (await waiting).Ok();
    }

    private async Task PrepayAsync(string channel)
    {
        foreach (var direction in (string[])["incoming", "outgoing"])
            (await server.Admin.PostAsync("/v1.0/prices", new { channel, direction, unit = "message", amount_micros = 1, currency = "USD" })).Ok();
        (await server.Admin.PutAsync("/v1.0/customer", new { balance = new { amount_micros = 1000, currency = "USD" } })).Ok();
    }

    /// <summary>Waits until nobody holds a conversation and the balance: a flow that answers does so for a moment, who takes them in another order until the end.</summary>
    private static Task AreFreeAsync(Unit unit, Guid other) => Poll.UntilAsync(async () => await FreeAsync(unit, "conversations", other) && await FreeAsync(unit, "balances"), free => free);

    /// <summary>Whether nobody holds a row.</summary>
    private static async Task<bool> FreeAsync(Unit unit, string table, Guid? id = null) =>
        await unit.FirstAsync<int>($"SELECT 1 FROM {table} {(id is null ? "" : $"WHERE id = '{id}'")} FOR UPDATE SKIP LOCKED") == 1;

    /// <summary>Does one thing once another one waits for a conversation that is held; gives that other one's answer.</summary>
    private async Task<T> HeldAsync<T>(Guid conversationId, Func<Task<T>> begin, Func<Unit, Conversation, Task> meanwhile)
    {
        var customerId = (await server.Admin.GetAsync("/v1.0/customer")).Json.GetProperty("id").GetGuid();
        Task<T> waiting = null!;
        await server.Db.WriteAsync(async unit =>
        {
            var held = await ConversationQueries.AskHeld(unit, customerId, conversationId);
            waiting = begin();
            await WaitsAsync();
            await meanwhile(unit, held!);
        });
        return await waiting;
    }

    /// <summary>Waits until somebody waits for what another holds.</summary>
    private Task WaitsAsync() => Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")), count => count > 0);
}
