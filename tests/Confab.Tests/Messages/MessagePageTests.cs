using Confab.Conversations;
using Confab.Messages;

namespace Confab.Tests.Messages;

public sealed class MessagePageTests
{
    private static readonly string[] Texts =
    [
        "", "plain", "\"quoted\" \\ and / and 'single' <b>&amp;</b>", "tab\tnew\r\nline\b\f\u0001\u001f\u007f\u0085", "こんにちは、世界", "👩‍👩‍👧 🇯🇵 \U0010FFFF",
        "\u00a0\u00ad\u200b\u2028\u2029\ue000\ufeff\uffff", new string('é', 700), new string('語', 3000) + "\"", new string('x', 20_000)
    ];

    [Fact]
    public async Task A_page_shows_messages_byte_for_byte_as_their_events_and_single_answers_do()
    {
        await using var server = await TestServer.StartAsync();
        var conversation = await ConversationAsync(server);
        foreach (var text in Texts)
            await AppendAsync(server, conversation, new Message
            {
                AccountId = conversation.AccountId, Direction = "outgoing", Status = "failed", Text = text, ProviderId = "p" + text.Length, SenderType = "agent", SenderId = Guid.NewGuid(),
                Source = Wire.Text(new Address("line", text, text), MessagesJson.Wire.Address), Destination = conversation.Peer,
                Medias = """[{"a":  1.50, "b":"\u00e9é\/","c":[null,true,{}]}]""", Delivery = "failed", ErrorCode = "E", ErrorMessage = text
            });

        var page = (await server.Admin.GetAsync($"/v1.0/conversations/{conversation.Id}/messages")).Ok();

        var rows = await server.Db.ReadAsync(async sql =>
        {
            var rows = new List<string>();
            foreach (var row in page.Result)
                rows.Add(Wire.Text((await MessageQueries.FindAsync(sql, conversation.CustomerId, row.GetProperty("id").GetGuid()))!.ToJson(conversation), MessagesJson.Wire.MessageJson));
            return rows;
        });
        rows.Count.ShouldBe(Texts.Length + 1);
        page.Text.ShouldBe($$"""{"result":[{{string.Join(',', rows)}}],"next_page_token":"{{page.Result[^1].GetProperty("tm_create").GetString()}}"}""");
    }

    [Fact]
    public async Task Walking_pages_returns_each_message_once_though_they_share_a_microsecond()
    {
        await using var server = await TestServer.StartAsync();
        var conversation = await ConversationAsync(server);
        for (var i = 0; i < 20; i++)
            await AppendAsync(server, conversation, new Message { AccountId = conversation.AccountId, Source = "{}", Destination = "{}", Text = $"{i}" });
        await server.Db.WriteAsync(unit => unit.Write("UPDATE messages SET tm_create = 1700000000000000 + sequence / 6"));
        foreach (var size in (int[])[1, 3, 7, 21, 100])
            (await FirstMessagesTests.AllAsync(server, $"/v1.0/conversations/{conversation.Id}/messages", size)).Select(message => message.GetProperty("sequence").GetInt64()).Order()
                .ShouldBe(Enumerable.Range(1, 21).Select(i => (long)i));
    }

    [Fact]
    public async Task A_page_of_nothing_is_empty_and_one_of_no_conversation_is_404()
    {
        await using var server = await TestServer.StartAsync();
        var conversation = await ConversationAsync(server);
        (await server.Admin.GetAsync($"/v1.0/conversations/{conversation.Id}/messages?page_token=1970-01-01")).Ok().Text.ShouldBe("""{"result":[],"next_page_token":""}""");
        (await server.Admin.GetAsync($"/v1.0/conversations/{Guid.NewGuid()}/messages?page_token=nonsense")).ShouldFail(404, "CONVERSATION_NOT_FOUND");
        (await (await server.AddCustomerAsync()).GetAsync($"/v1.0/conversations/{conversation.Id}/messages")).ShouldFail(404, "CONVERSATION_NOT_FOUND");
        var (_, agent) = await server.AddAgentAsync();
        (await agent.GetAsync($"/v1.0/service_agents/conversations/{conversation.Id}/messages?page_token=nonsense")).ShouldFail(403, "PERMISSION_DENIED");
    }

    private static async Task<Conversation> ConversationAsync(TestServer server)
    {
        var line = await server.AddLineAccountAsync();
        await line.SayAsync("Ualice", "hello");
        return await server.Db.ReadAsync(async sql => (await sql.FirstAsync<Conversation>($"SELECT {ConversationQueries.Columns} FROM conversations"))!);
    }

    private static Task AppendAsync(TestServer server, Conversation conversation, Message draft) =>
        server.Db.WriteAsync(async unit => await server.Services.GetRequiredService<MessageLog>().AppendAsync(unit,
            (await ConversationQueries.BumpAsync(unit, conversation.CustomerId, conversation.Id, default, LastMessage.Of(draft.SenderType, draft.Text, 0)))!, draft));
}
