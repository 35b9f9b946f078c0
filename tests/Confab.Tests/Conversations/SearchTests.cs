using System.Text.Json.Nodes;
using Confab.Conversations;

namespace Confab.Tests.Conversations;

/// <summary>Conversations are found by what was said in them, and by who said it.</summary>
public sealed class SearchTests : IAsyncLifetime
{
    private TestServer server = null!;
    private LineAccount line = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        server.Line.Profiles["Uhana"] = "田中 花子";
        line = await server.AddLineAccountAsync();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Words_names_numbers_and_scripts_without_blanks_are_found()
    {
        var english = await SayAsync("Uann", "My parcel has NOT arrived, order AB-1234");
        var korean = await SayAsync("Ukim", "안녕하세요, 배송지를 변경하고 싶어요");
        var japanese = await SayAsync("Uhana", "注文した商品がまだ届いていません。ﾒｰﾙ ＩＤ１２ください");
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from = "+15550199123", to = FirstStart.SandboxNumber, text = "Größe 42 bitte" })).Ok();
        var sms = (await server.Admin.GetAsync("/v1.0/conversations?type=message")).Result[0].GetProperty("id").GetString()!;
        await IndexedAsync();
        await Poll.UntilAsync(() => FindAsync("花子"), found => found.Count == 1);

        foreach (var (query, id) in ((string, string)[])
            [("parcel", english), ("PARCEL arri", english), ("ab 1234", english), ("배송지", korean), ("변경", korean), ("싶", korean), ("商品", japanese), ("届いて", japanese), ("ﾒｰﾙ", japanese), ("id12", japanese), ("田中", japanese),
             ("花子 注文", japanese), ("+15550199123", sms), ("0199", sms), ("555-0199", sms), ("größe", sms), ("GRÖSSE 42", ""), ("größe 42", sms)])
            (await FindAsync(query)).ShouldBe(id.Length == 0 ? [] : [id], query);
        foreach (var none in (string[])["parcels", "parcel 배송지", "찾을수", "?!", "rcel", "99999", "😀", "%", "'"])
            (await FindAsync(none)).ShouldBeEmpty(none);
        (await FindAsync("order", "&type=message")).ShouldBeEmpty();
        (await FindAsync("order", "&assigned=false&state=open&type=line")).ShouldBe([english]);
    }

    [Fact]
    public async Task A_text_that_was_taken_back_is_not_found_nor_shown_but_its_words_elsewhere_are()
    {
        var taken = server.Line.Text("Uann", "secret parcel");
        (await line.SendAsync(taken)).ShouldBe(200);
        await IndexedAsync();
        (await FindAsync("secret")).Count.ShouldBe(1);
        (await line.SendAsync(Unsend(taken))).ShouldBe(200);
        await IndexedAsync();
        (await FindAsync("secret")).ShouldBeEmpty();
        (await server.Admin.GetAsync("/v1.0/conversations")).Result[0].GetProperty("last_message").GetProperty("text").GetString().ShouldBe("");

        await SayAsync("Uann", "parcel");
        var again = server.Line.Text("Uann", "parcel again");
        (await line.SendAsync(again)).ShouldBe(200);
        await IndexedAsync();
        (await line.SendAsync(Unsend(again))).ShouldBe(200);
        await IndexedAsync();
        (await FindAsync("again")).ShouldBeEmpty();
        (await FindAsync("parcel")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_new_name_is_found_and_an_agent_finds_its_own_only()
    {
        var (ownerId, owner) = await server.AddAgentAsync();
        var (mine, other) = (await SayAsync("Uone", "same words"), await SayAsync("Utwo", "same words"));
        (await server.Admin.PutAsync($"/v1.0/conversations/{mine}", new { owner_id = ownerId, name = "Wonderland" })).Ok();
        await IndexedAsync();
        (await FindAsync("wonder")).ShouldBe([mine]);
        (await FindAsync("same words")).ShouldBe([other, mine]);
        (await owner.GetAsync("/v1.0/service_agents/conversations?query=same")).Ok().Result.Select(row => row.GetProperty("id").GetString()).ShouldBe([mine]);
        (await (await server.AddCustomerAsync()).GetAsync("/v1.0/conversations?query=same")).Ok().Result.ShouldBeEmpty();
    }

    /// <summary>So many that they are not looked up one by one: words are looked for in the list instead.</summary>
    [Fact]
    public async Task A_word_that_everybody_uses_is_found_in_the_newest()
    {
        var id = await SayAsync("Uann", "rare common");
        await IndexedAsync();
        await server.Db.WriteAsync(async unit =>
        {
            var conversation = (await unit.FirstAsync<Conversation>($"SELECT {ConversationQueries.Columns} FROM conversations"))!;
            for (var i = 0; i < 2100; i++)
                unit.Write("INSERT INTO conversation_words (customer_id, word, conversation_id) VALUES (@CustomerId, 'common', @other)", new { conversation.CustomerId, other = Guid.NewGuid() });
        });
        (await FindAsync("rare common")).ShouldBe([id]);
        (await FindAsync("common rare")).ShouldBe([id]);
        (await FindAsync("commo")).ShouldBe([id]);
        (await FindAsync("common")).ShouldBe([id]);
    }

    [Fact]
    public async Task What_nodes_look_at_together_is_looked_at_once_and_a_long_history_in_steps()
    {
        var said = Enumerable.Range(0, 230).Select(i => server.Line.Text("Ulong", $"word{i}")).ToArray();
        (await line.SendAsync(said)).ShouldBe(200);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Db.WriteAsync(SearchIndexer.StepAsync)));
        await IndexedAsync();
        foreach (var word in (string[])["word0", "word150", "word229"])
            (await FindAsync(word + " nowhere")).ShouldBeEmpty();
        (await FindAsync("word229")).Count.ShouldBe(1);
        (await FindAsync("word0 word150 word229")).Count.ShouldBe(1);
    }

    private static JsonObject Unsend(JsonObject message) => Demo.FakeLine.Event("unsend", "Uann", more: new JsonObject { ["unsend"] = new JsonObject { ["messageId"] = (string?)message["message"]!["id"] } });

    private async Task<string> SayAsync(string who, string text) => (await line.SayAsync(who, text)).GetProperty("id").GetString()!;

    private Task IndexedAsync() => Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM conversations WHERE tm_indexed < tm_last_message")), left => left == 0);

    private async Task<List<string>> FindAsync(string query, string more = "") =>
        [.. (await server.Admin.GetAsync($"/v1.0/conversations?query={Uri.EscapeDataString(query)}{more}")).Ok().Result.Select(row => row.GetProperty("id").GetString()!)];
}
