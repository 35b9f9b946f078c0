using System.Globalization;

namespace Confab.Browser.Console;

/// <summary>What is done with a conversation beside answering: put away, put aside, labels, notes.</summary>
public sealed class HandlingTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Peer = PretendPhone.Number;
    private IPage desk = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Server.SayAsync("hello");
        desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url);
        await desk.Conversation(Peer).ClickAsync();
        await Expect(desk.Messages()).ToContainTextAsync("Hello! You wrote: hello");
    }

    [Fact]
    public async Task What_is_closed_leaves_the_list_and_the_next_message_brings_it_back()
    {
        await desk.GetByRole(AriaRole.Button, new() { Name = "Close (e)" }).ClickAsync();
        await Expect(desk.Conversation(Peer)).ToHaveCountAsync(0);
        await desk.ShowAsync("Closed");
        await Expect(desk.Conversation(Peer)).ToBeVisibleAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Reopen (e)" }).ClickAsync();
        await Expect(desk.Conversation(Peer)).ToHaveCountAsync(0);
        await desk.ShowAsync("Open");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Close (e)" }).ClickAsync();
        await Expect(desk.Conversation(Peer)).ToHaveCountAsync(0);
        await Server.SayAsync("one more thing");
        await Expect(desk.Conversation(Peer)).ToContainTextAsync("one more thing");
        await Expect(desk.GetByRole(AriaRole.Button, new() { Name = "Close (e)" })).ToBeVisibleAsync();
    }

    [Fact, Trait("Store", "Both")]
    public async Task What_is_put_aside_until_a_time_comes_back_then()
    {
        await desk.GetByRole(AriaRole.Button, new() { Name = "Snooze" }).ClickAsync();
        await desk.GetByRole(AriaRole.Menuitem, new() { Name = "Another time" }).ClickAsync();
        await desk.GetByLabel("Until").FillAsync(DateTime.Now.AddHours(3).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
        await desk.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Snooze" }).ClickAsync();
        await Expect(desk.Conversation(Peer)).ToHaveCountAsync(0);
        await Expect(desk.GetByRole(AriaRole.Button, new() { Name = "Reopen (e)" })).ToBeVisibleAsync();
        await desk.ShowAsync("Snoozed");
        await Expect(desk.Conversation(Peer)).ToBeVisibleAsync();
        Clock.Offset = TimeSpan.FromHours(4);
        await Server.SayAsync("somebody else", "+15550199002"); // what is new wakes what is due
        await Expect(desk.Conversation(Peer)).ToHaveCountAsync(0);
        await desk.ShowAsync("Open");
        await Expect(desk.Conversation(Peer)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Labels_are_put_on_and_taken_off_and_the_others_see_them()
    {
        (await Server.Admin.PostAsync("/v1.0/tags", new { name = "Urgent" })).Ok();
        var other = await ComeAsync();
        await other.SitDownAsync(Server.Url, path: new Uri(desk.Url).AbsolutePath);
        var theirs = other.GetByRole(AriaRole.Complementary, new() { Name = "Details" });
        await desk.Field("Labels").ClickAsync();
        await desk.GetByRole(AriaRole.Option, new() { Name = "Urgent" }).ClickAsync();
        await Expect(theirs).ToContainTextAsync("Urgent");
        await desk.Field("Labels").PressAsync("Backspace");
        await Expect(theirs).Not.ToContainTextAsync("Urgent");
    }

    [Fact]
    public async Task Labels_that_are_put_on_one_right_after_the_other_are_all_kept()
    {
        foreach (var name in (string[])["Urgent", "Refund"])
            (await Server.Admin.PostAsync("/v1.0/tags", new { name })).Ok();
        await desk.ReloadAsync();
        var (answer, asked) = (new TaskCompletionSource(), 0);
        await desk.RouteAsync("**/labels", async route =>
        {
            asked++;
            await answer.Task;
            await route.ContinueAsync();
        });
        await desk.Field("Labels").ClickAsync();
        await desk.GetByRole(AriaRole.Option, new() { Name = "Urgent" }).ClickAsync();
        await desk.GetByRole(AriaRole.Option, new() { Name = "Refund" }).ClickAsync();
        answer.SetResult();
        await Poll.UntilAsync(() => Task.FromResult(asked), count => count == 2);
        await Poll.UntilAsync(() => Server.Admin.GetAsync("/v1.0/conversations"), got => got.Result[0].GetProperty("label_ids").GetArrayLength() == 2);
        await Expect(desk.Conversation(Peer)).ToContainTextAsync("Urgent");
        await Expect(desk.Conversation(Peer)).ToContainTextAsync("Refund");
    }

    [Fact]
    public async Task A_note_is_read_by_the_team_and_never_sent()
    {
        var other = await ComeAsync();
        await other.SitDownAsync(Server.Url, path: new Uri(desk.Url).AbsolutePath);
        await desk.Pane().GetByText("Note", new() { Exact = true }).ClickAsync();
        await desk.GetByLabel("Write a note for the team").FillAsync("She is the aunt of the boss");
        await desk.GetByLabel("Write a note for the team").PressAsync("Enter");
        await Expect(other.Messages().GetByRole(AriaRole.Note, new() { Name = "Note" })).ToContainTextAsync("She is the aunt of the boss");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Delete the note" }).ClickAsync();
        await Expect(other.Messages()).Not.ToContainTextAsync("aunt");
        await desk.Pane().GetByText("Reply", new() { Exact = true }).ClickAsync();
        await desk.AnswerAsync("Good morning");
        await Poll.UntilAsync(() => Server.HeardAsync(), got => got.Length == 2);
        (await Server.HeardAsync()).ShouldBe(["Hello! You wrote: hello", "Good morning"]);
    }
}
