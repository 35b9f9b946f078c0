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
            await desk.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
            var numbers = await NumbersAsync(desk);
            numbers.ShouldBe([.. numbers.Order()]);
            seen.UnionWith(numbers);
            most = Math.Max(most, numbers.Length);
        }
        seen.ShouldBe(Enumerable.Range(1, Count));
        most.ShouldBeInRange(10, 250);

        // What comes meanwhile moves nothing; one is told, and gets there.
        await ScrollAsync(desk, -1_000_000);
        await Expect(desk.Messages().GetByText("number 1.", new() { Exact = true })).ToBeInViewportAsync();
        await Server.SayAsync("something new");
        await desk.GetByRole(AriaRole.Button, new() { Name = "New: " }).ClickAsync();
        await Expect(desk.Messages().GetByText("something new", new() { Exact = true })).ToBeInViewportAsync();
        await Expect(desk.Messages().GetByText("number 1.", new() { Exact = true })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_is_far_out_of_sight_comes_back_at_its_place()
    {
        var desk = await OpenAsync();
        await ReachAsync(desk, -3000);
        await Expect(desk.Messages().GetByText($"number {Count}.", new() { Exact = true })).ToHaveCountAsync(0);
        var seen = await Poll.UntilAsync(() => InSightAsync(desk), now => now.Number > 0);
        await ReachAsync(desk, 0);
        await Expect(desk.Messages().GetByText($"number {Count}.", new() { Exact = true })).ToBeInViewportAsync();
        await ReachAsync(desk, -3000);
        await Poll.UntilAsync(() => InSightAsync(desk), now => now.Number == seen.Number && Math.Abs(now.FromEnd - seen.FromEnd) < 2);
    }

    [Fact]
    public async Task Home_and_End_lead_to_the_ends_of_what_is_there()
    {
        var desk = await OpenAsync();
        await desk.Messages().FocusAsync();
        await desk.Keyboard.PressAsync("Home");
        await Poll.UntilAsync(() => NumbersAsync(desk), numbers => numbers.Length > 0 && numbers.Min() < Count - 60);
        await desk.Keyboard.PressAsync("End");
        await Expect(desk.Messages().GetByText($"number {Count}.", new() { Exact = true })).ToBeInViewportAsync();
        await desk.Messages().EvaluateAsync("log => log.blur()");
        await desk.Keyboard.PressAsync("PageUp");
        await Expect(desk.Messages().GetByText($"number {Count}.", new() { Exact = true })).Not.ToBeInViewportAsync();
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

    /// <summary>The same, once so much has been read that it can.</summary>
    private static Task ReachAsync(IPage desk, int to) => Poll.UntilAsync(() => desk.Messages().EvaluateAsync<double>("(log, to) => (log.scrollTop = to, log.scrollTop)", to), at => Math.Abs(at - to) < 1);

    private static Task<int[]> NumbersAsync(IPage desk) =>
        desk.Messages().EvaluateAsync<int[]>("log => [...log.querySelectorAll('span')].map(span => /^number (\\d+)\\.$/.exec(span.textContent)).filter(found => found).map(found => Number(found[1]))");

    /// <summary>The first message that is whole in sight, 0 for none, and how far it is from the end of all of them, in pixels.</summary>
    private static async Task<(int Number, double FromEnd)> InSightAsync(IPage desk)
    {
        var found = await desk.Messages().EvaluateAsync<double[]>("""
            log => {
              const box = log.getBoundingClientRect();
              for (const span of log.querySelectorAll('span')) {
                const [number, place] = [/^number (\d+)\.$/.exec(span.textContent), span.getBoundingClientRect()];
                if (number && place.top > box.top + 50 && place.bottom < box.bottom - 50) return [Number(number[1]), box.bottom - place.bottom - log.scrollTop];
              }
              return [0, 0];
            }
            """);
        return ((int)found[0], found[1]);
    }
}
