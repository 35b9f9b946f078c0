using System.Text.Json.Nodes;

namespace Confab.Tests.Messages;

public sealed class FirstMessagesTests
{
    [Fact]
    public async Task Two_hundred_first_messages_at_once_half_of_them_twice_make_one_conversation_and_each_message_once()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        var line = await server.AddLineAccountAsync(await server.AddFlowAsync(new { type = "variable_set", option = new { key = "seen", value = "yes" } }));
        var events = Enumerable.Range(0, 100).Select(i => server.Line.Text("Unew", $"text {i}", $"01EVENT{i}")).ToList();
        var calls = events.Concat(events.Select(item => (JsonObject)item.DeepClone())).OrderBy(_ => Random.Shared.Next()).ToList();

        var statuses = await Task.WhenAll(calls.Select(item => line.SendAsync(item)));

        statuses.ShouldAllBe(status => status == 200);
        var conversations = (await server.Admin.GetAsync("/v1.0/conversations")).Result;
        conversations.Length.ShouldBe(1);
        var id = conversations[0].GetProperty("id").GetString();
        var messages = await AllAsync(server, $"/v1.0/conversations/{id}/messages");
        messages.Select(message => message.GetProperty("text").GetString()).Order().ShouldBe(Enumerable.Range(0, 100).Select(i => $"text {i}").Order());
        messages.Select(message => message.GetProperty("sequence").GetInt64()).ShouldBe(Enumerable.Range(1, 100).Select(i => (long)i).Reverse());
        messages.Select(message => message.GetProperty("tm_create").GetString()).Distinct().Count().ShouldBe(100);
        (await AllAsync(server, "/v1.0/activeflows")).Count.ShouldBe(100);
        await server.Receiver.WaitAsync(() => server.Receiver.Events.Count(told => told.Type == "conversation_message_created") == 100);
        server.Receiver.Events.Count(told => told.Type == "conversation_created").ShouldBe(1);
        server.Receiver.Events.Where(told => told.Type == "conversation_message_created").Select(told => (long)told.Data["sequence"]!).ShouldBe(Enumerable.Range(1, 100).Select(i => (long)i));
        server.Receiver.Events.First(told => told.ConversationId == id).Type.ShouldBe("conversation_created");
    }

    [Fact]
    public async Task A_redelivery_later_answers_200_and_makes_nothing_again()
    {
        await using var server = await TestServer.StartAsync();
        var line = await server.AddLineAccountAsync(await server.AddAnswerFlowAsync());
        var item = server.Line.Text("Ualice", "hello");
        (await line.SendAsync(item)).ShouldBe(200);
        await server.Line.WaitForPushAsync(push => push.To == "Ualice");
        item["deliveryContext"]!["isRedelivery"] = true;
        (await line.SendAsync(item)).ShouldBe(200);
        (await AllAsync(server, "/v1.0/activeflows")).Count.ShouldBe(1);
        var id = (await server.Admin.GetAsync("/v1.0/conversations")).Result[0].GetProperty("id");
        (await AllAsync(server, $"/v1.0/conversations/{id}/messages")).Count.ShouldBe(2);
    }

    /// <summary>Every row of a list, page by page.</summary>
    internal static async Task<List<JsonElement>> AllAsync(TestServer server, string path, int size = 7)
    {
        var rows = new List<JsonElement>();
        for (var token = ""; ;)
        {
            var page = (await server.Admin.GetAsync($"{path}?page_size={size}&page_token={token}")).Ok();
            rows.AddRange(page.Result);
            if (page["next_page_token"].Length == 0)
                return rows;
            token = page["next_page_token"];
        }
    }
}
