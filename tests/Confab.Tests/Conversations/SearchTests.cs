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
             ("花子 注文", japanese), ("+15550199123", sms), ("0199", sms), ("555-0199", sms), ("größe", sms), ("GRÖSSE 42", sms), ("größe 42", sms)])
            (await FindAsync(query)).ShouldBe([id], query);
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

    [Fact]
    public async Task A_letter_is_found_in_each_of_its_forms()
    {
        var latin = await SayAsync("Uann", "Cafe\u0301 Stra\u00dfe \ufb01nance \u0130stanbul Ho\u0302\u0300 Chi\u0301");
        var korean = await SayAsync("Ukim", "\u1112\u1161\u11ab\u1100\u1173\u11af");
        var kana = await SayAsync("Uhana", "ｶﾞｿﾘﾝ はひふヘ\u309aン う\u3099");
        await IndexedAsync();
        foreach (var (query, id) in ((string, string)[])
            [("café", latin), ("CAFE", latin), ("cafe\u0301", latin), ("strasse", latin), ("Straße", latin), ("finance", latin), ("istanbul", latin), ("Hồ Chí", latin),
             ("한글", korean), ("\u1112\u1161\u11ab\u1100\u1173\u11af", korean), ("ガソリン", kana), ("ｶﾞｿ", kana), ("ペン", kana), ("ゔ", kana)])
            (await FindAsync(query)).ShouldBe([id], query);
        foreach (var none in (string[])["カソ", "ヘン", "하"])
            (await FindAsync(none)).ShouldBeEmpty(none);
    }

    [Fact]
    public async Task A_number_in_a_text_is_found_however_it_is_written()
    {
        var id = await SayAsync("Uann", "For 3 orders #12345-67890 and AB7-100/22 I paid 45.50 on 2026-01-02, account 1234 5678 9012, call (555) 010-0199");
        await IndexedAsync();
        foreach (var query in (string[])["12345-67890", "1234567890", "12345", "67890", "orders 12345-67890", "orders", "45.50", "2026-01-02", "2026", "1234 5678 9012", "123456789012", "5678 9012", "account 5678",
                                         "555 0100199", "(555) 010-0199", "call 010-0199", "AB7-100/22", "100/22", "paid 45.50 on"])
            (await FindAsync(query)).ShouldBe([id], query);
        foreach (var none in (string[])["45.51", "2026-01-03", "34567890", "order 99999"])
            (await FindAsync(none)).ShouldBeEmpty(none);
    }

    /// <summary>So many that they are not looked up one by one: words are looked for in the list instead, until all of it has been looked at.</summary>
    [Fact]
    public async Task A_word_that_many_have_is_found_in_all_that_have_it_each_once()
    {
        const int many = 4500, old = 2100;
        var first = await SayAsync("Uann", "rare common");
        await IndexedAsync();
        await server.Db.WriteAsync(async unit =>
        {
            var columns = ConversationQueries.Columns;
            for (var i = 0; i < many; i++)
            {
                var args = new { first = Guid.Parse(first), id = Ids.New(unit.Now), key = $"copy{i}", later = i, word = i < old ? "oldword" : "newword", other = i % 700 == 0 ? "seldom" : "often" };
                unit.Write($"""
                    INSERT INTO conversations ({columns}, tm_words)
                    SELECT {columns.Replace("match_key", "@key", StringComparison.Ordinal).Replace("tm_last_message", "tm_last_message + @later", StringComparison.Ordinal).Replace("id, customer_id", "@id, customer_id", StringComparison.Ordinal)}, tm_last_message + @later
                    FROM conversations WHERE id = @first
                    """, args);
                foreach (var word in (string[])["common", "commons", args.word, args.other])
                    unit.Write("INSERT INTO conversation_words (customer_id, word, conversation_id) SELECT customer_id, @word, @id FROM conversations WHERE id = @first", new { args.first, args.id, word });
            }
            await unit.FirstAsync<int>("SELECT 1");
        });
        (await FindAsync("rare common")).ShouldBe([first]);
        (await FindAsync("common")).Count.ShouldBe(100);
        (await WalkAsync("common")).ShouldBe(many + 1);
        (await WalkAsync("commo")).ShouldBe(many + 1);
        (await WalkAsync("oldword")).ShouldBe(old);
        (await WalkAsync("oldword com")).ShouldBe(old);
        (await WalkAsync("oldword common often")).ShouldBe(old - 3);
        (await WalkAsync("oldword seldom", "&assigned=false&state=open")).ShouldBe(3);
        (await WalkAsync("common", "&type=message")).ShouldBe(0);
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

    private Task IndexedAsync() => Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM conversations WHERE tm_words < tm_last_message")), left => left == 0);

    private async Task<int> WalkAsync(string query, string more = "")
    {
        var (seen, token) = (new HashSet<string>(), "");
        do
        {
            var page = (await server.Admin.GetAsync($"/v1.0/conversations?query={Uri.EscapeDataString(query)}{more}&page_token={Uri.EscapeDataString(token)}")).Ok();
            foreach (var row in page.Result)
                seen.Add(row.GetProperty("id").GetString()!).ShouldBeTrue();
            token = page.Json.GetProperty("next_page_token").GetString()!;
        }
        while (token.Length > 0);
        return seen.Count;
    }

    private async Task<List<string>> FindAsync(string query, string more = "") =>
        [.. (await server.Admin.GetAsync($"/v1.0/conversations?query={Uri.EscapeDataString(query)}{more}")).Ok().Result.Select(row => row.GetProperty("id").GetString()!)];
}
