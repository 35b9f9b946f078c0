namespace Confab.Browser.Console;

/// <summary>A long conversation, read back to its first word.</summary>
public sealed class HistoryTests(Chromium chromium) : BrowserTest(chromium)
{
    private const int Count = 700;

    [Fact]
    public async Task One_reads_back_to_the_first_message_and_the_page_holds_few_of_them()
    {
        var desk = await OpenAsync();
        var (most, seen) = (0, new SortedSet<int>());
        await desk.Messages().FocusAsync();
        for (var tries = 0; seen.Min != 1 && tries < 3000; tries++)
        {
            await desk.Keyboard.PressAsync("PageUp");
            var numbers = await NumbersAsync(desk);
            numbers.ShouldBe([.. numbers.Order()]);
            seen.UnionWith(numbers);
            most = Math.Max(most, numbers.Length);
        }
        seen.Min.ShouldBe(1);
        seen.Max.ShouldBe(Count);
        most.ShouldBeInRange(10, 250);

        // What comes meanwhile moves nothing; one is told, and gets there.
        await ScrollAsync(desk, -1_000_000);
        await Expect(desk.Messages().GetByText("number 1.", new() { Exact = true })).ToBeInViewportAsync();
        await Server.SayAsync("something new");
        await desk.GetByRole(AriaRole.Button, new() { Name = "New: " }).ClickAsync();
        await Expect(desk.Messages().GetByText("something new", new() { Exact = true })).ToBeInViewportAsync();
        await Expect(desk.Messages().GetByText("number 1.", new() { Exact = true })).ToHaveCountAsync(0);
    }

    /// <summary>The conversation with as many messages as all that, each with its number.</summary>
    private async Task<IPage> OpenAsync()
    {
        await Server.SayAsync($"number {Count}.");
        await Poll.UntilAsync(() => Server.Admin.GetAsync("/v1.0/activeflows"), flows => flows.Result is [var run] && run.GetProperty("status").GetString() == "ended");
        await Poll.UntilAsync(() => Server.HeardAsync(), heard => heard.Length == 1);
        await Server.Db.WriteAsync(async unit =>
        {
            foreach (var statement in (string[])["DELETE FROM messages WHERE direction = 'outgoing'", $"UPDATE conversations SET last_sequence = {Count}", $"UPDATE messages SET sequence = {Count}", $"""
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Count - 1})
                INSERT INTO messages (customer_id, id, conversation_id, account_id, sequence, direction, status, source, destination, text, medias, sender_type, sender_id, delivery, error_code, error_message,
                    tm_delivery, provider_id, tm_create, tm_update, tm_delete)
                SELECT customer_id, randomblob(16), conversation_id, account_id, i, direction, status, source, destination, 'number ' || i || '.', medias, sender_type, sender_id, delivery, error_code,
                    error_message, tm_delivery, 'p' || i, tm_create - ({Count} - i) * 200000000, tm_update, tm_delete
                FROM messages, n
                """])
                await unit.ExecuteAsync(statement);
        });
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url);
        await desk.Conversation(PretendPhone.Number).ClickAsync();
        await Expect(desk.Messages().GetByText($"number {Count}.", new() { Exact = true })).ToBeVisibleAsync();
        return desk;
    }

    /// <summary>Scrolls so far above the end of the messages.</summary>
    private static Task ScrollAsync(IPage desk, int to) => desk.Messages().EvaluateAsync("(log, to) => { log.scrollTop = to; }", to);

    private static Task<int[]> NumbersAsync(IPage desk) =>
        desk.Messages().EvaluateAsync<int[]>("log => [...log.querySelectorAll('span')].map(span => /^number (\\d+)\\.$/.exec(span.textContent)).filter(found => found).map(found => Number(found[1]))");
}
