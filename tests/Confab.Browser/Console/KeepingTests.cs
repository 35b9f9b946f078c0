namespace Confab.Browser.Console;

/// <summary>What somebody has begun is not thrown away without a word.</summary>
public sealed class KeepingTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Peer = "+15550199001";

    [Fact]
    public async Task Files_stay_while_one_writes_a_note_or_reads_elsewhere_and_no_more_are_taken_than_a_message_holds()
    {
        var desk = await OpenAsync();
        var chips = desk.GetByRole(AriaRole.List, new() { Name = "Files to send" }).GetByRole(AriaRole.Listitem);
        await desk.Locator("input[type=file]").SetInputFilesAsync([.. Enumerable.Range(1, 12).Select(n => new FilePayload { Name = $"file{n}.txt", MimeType = "text/plain", Buffer = "x"u8.ToArray() })]);
        await Expect(desk.GetByText("2 more were left out")).ToBeVisibleAsync();
        await Expect(chips).ToHaveCountAsync(10);
        await desk.GetByText("Note", new() { Exact = true }).ClickAsync();
        await Expect(chips).ToHaveCountAsync(0);
        await desk.GetByText("Reply", new() { Exact = true }).ClickAsync();
        await Expect(chips).ToHaveCountAsync(10);
        await desk.GetByRole(AriaRole.Link, new() { Name = "Flows" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Heading, new() { Name = "Flows" })).ToBeVisibleAsync();
        await desk.GoBackAsync();
        await Expect(chips).ToHaveCountAsync(10);
    }

    [Fact]
    public async Task What_is_typed_while_a_reply_of_the_list_is_on_its_way_stays()
    {
        (await Server.Admin.PostAsync("/v1.0/canned_replies", new { name = "Hours", text = "We are open from 9." })).Ok();
        var desk = await OpenAsync();
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await desk.RouteAsync("**/render", async route =>
        {
            asked.SetResult();
            await answer.Task;
            await route.ContinueAsync();
        });
        await desk.Composer().PressSequentiallyAsync("/");
        await desk.GetByRole(AriaRole.Option, new() { Name = "Hours" }).ClickAsync();
        await asked.Task;
        await desk.Composer().PressSequentiallyAsync("Good morning.");
        answer.SetResult();
        await Expect(desk.Composer()).ToHaveValueAsync("Good morning. We are open from 9.");
    }

    private async Task<IPage> OpenAsync()
    {
        (await Server.Admin.PostAsync("/v1.0/phone/messages", new { from = Peer, to = FirstStart.SandboxNumber, text = "hi" })).Ok();
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url);
        await desk.Conversation(Peer).ClickAsync();
        await Expect(desk.Messages()).ToContainTextAsync("Hello! You wrote: hi");
        return desk;
    }
}
