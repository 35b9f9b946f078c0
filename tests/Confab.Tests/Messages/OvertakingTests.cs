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

    /// <summary>Does one thing once another one waits for a conversation that is held; gives that other one's answer.</summary>
    private async Task<T> HeldAsync<T>(Guid conversationId, Func<Task<T>> begin, Func<Unit, Conversation, Task> meanwhile)
    {
        var customerId = (await server.Admin.GetAsync("/v1.0/customer")).Json.GetProperty("id").GetGuid();
        Task<T> waiting = null!;
        await server.Db.WriteAsync(async unit =>
        {
            var held = await ConversationQueries.AskHeld(unit, customerId, conversationId);
            waiting = begin();
            await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")), count => count > 0);
            await meanwhile(unit, held!);
        });
        return await waiting;
    }
}
