using System.Text.RegularExpressions;

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

    [Fact]
    public async Task What_is_typed_while_a_note_is_on_its_way_stays_and_a_note_that_was_refused_comes_back()
    {
        var desk = await OpenAsync();
        var answer = new TaskCompletionSource();
        await desk.RouteAsync("**/notes", async route =>
        {
            if (route.Request.Method == "POST")
                await answer.Task;
            if (route.Request.Method == "POST" && route.Request.PostData!.Contains("refused"))
                await route.FulfillAsync(new() { Status = 403, Body = "{}" });
            else
                await route.ContinueAsync();
        });
        await desk.GetByText("Note", new() { Exact = true }).ClickAsync();
        var field = desk.GetByLabel("Write a note for the team");
        await field.FillAsync("first");
        await field.PressAsync("Enter");
        await field.PressSequentiallyAsync("second");
        answer.SetResult();
        await Expect(desk.Messages().GetByRole(AriaRole.Note, new() { Name = "Note" })).ToContainTextAsync("first");
        await Expect(field).ToHaveValueAsync("second");
        await field.FillAsync("refused");
        await field.PressAsync("Enter");
        await Expect(field).ToHaveValueAsync("refused");
    }

    [Fact]
    public async Task What_was_sent_in_one_tab_does_not_wait_to_be_sent_in_another()
    {
        var desk = await OpenAsync();
        var tab = await desk.Context.NewPageAsync();
        await desk.Composer().FillAsync("once is enough");
        await tab.GotoAsync(desk.Url);
        await Expect(tab.Composer()).ToHaveValueAsync("once is enough");
        await desk.Composer().PressAsync("Enter");
        await Expect(tab.Composer()).ToHaveValueAsync("");
        await tab.Composer().FillAsync("only here");
        await Expect(desk.Composer()).ToHaveValueAsync("only here");
    }

    [Fact]
    public async Task What_stands_in_a_form_is_asked_about_before_Back_or_a_link_throws_it_away()
    {
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url, path: "/admin/agents");
        var (ask, name) = (desk.GetByRole(AriaRole.Dialog, new() { Name = "Discard your changes?" }), desk.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }));
        await desk.GetByRole(AriaRole.Button, new() { Name = "Add an agent" }).ClickAsync();
        await name.FillAsync("half a na");
        await desk.EvaluateAsync("history.back()");
        await ask.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(name).ToHaveValueAsync("half a na");
        new Uri(desk.Url).AbsolutePath.ShouldBe("/admin/agents/new");
        await desk.EvaluateAsync("history.back()");
        await ask.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Expect(name).ToHaveCountAsync(0);
        await Expect(desk).ToHaveURLAsync(new Regex("/admin/agents$"));

        await desk.GetByRole(AriaRole.Link, new() { Name = "Company" }).ClickAsync();
        await name.FillAsync("Another name");
        await desk.GetByRole(AriaRole.Link, new() { Name = "Inbox" }).ClickAsync();
        await ask.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(name).ToHaveValueAsync("Another name");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(desk.GetByText("Saved.", new() { Exact = true })).ToBeVisibleAsync();
        await desk.GetByRole(AriaRole.Link, new() { Name = "Inbox" }).ClickAsync();
        await Expect(desk).ToHaveURLAsync(new Regex("/inbox$"));
    }

    [Fact]
    public async Task What_somebody_else_saved_of_a_flow_is_not_overwritten_without_a_word_and_what_he_deleted_can_be_kept()
    {
        var id = (await Server.Admin.PostAsync("/v1.0/flows", new { name = "at first", actions = new object[] { new { type = "block" } } })).Ok().Id;
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url, path: $"/flows/{id}");
        var (name, save) = (desk.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }), desk.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }));
        await name.FillAsync("mine");
        (await Server.Admin.PutAsync($"/v1.0/flows/{id}", new { name = "theirs" })).Ok();
        await save.ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        (await Server.Admin.GetAsync($"/v1.0/flows/{id}"))["name"].ShouldBe("theirs");
        await save.ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Overwrite" }).ClickAsync();
        await Poll.UntilAsync(() => Server.Admin.GetAsync($"/v1.0/flows/{id}"), flow => flow["name"] == "mine");

        await name.FillAsync("still mine");
        (await Server.Admin.DeleteAsync($"/v1.0/flows/{id}")).Ok();
        await save.ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Keep as new" }).ClickAsync();
        await Expect(desk).Not.ToHaveURLAsync(new Regex(id));
        await Expect(name).ToHaveValueAsync("still mine");
        (await Server.Admin.GetAsync($"/v1.0/flows/{new Uri(desk.Url).Segments[^1]}")).Ok()["name"].ShouldBe("still mine");
    }

    [Fact]
    public async Task Another_language_keeps_what_is_typed_and_is_spoken_everywhere()
    {
        var desk = await OpenAsync();
        await desk.GotoAsync(Server.Url + "/phone");
        await desk.Conversation(Peer).ClickAsync();
        await Expect(desk.Messages().GetByText("Flow", new() { Exact = true })).ToBeVisibleAsync();
        var typed = desk.GetByRole(AriaRole.Region, new() { Name = "The phone " }).GetByLabel("Write a message");
        await typed.FillAsync("half a sen");
        var same = await typed.ElementHandleAsync();
        await desk.ChooseAsync("日本語");
        await Expect(desk.GetByRole(AriaRole.Link, new() { Name = "フロー", Exact = true })).ToBeVisibleAsync();
        await Expect(desk.GetByText("Flow", new() { Exact = true })).ToHaveCountAsync(0);
        (await same.EvaluateAsync<string>("field => field.isConnected + field.value")).ShouldBe("truehalf a sen");
    }

    [Fact]
    public async Task A_notice_goes_though_the_mouse_rests_on_it()
    {
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url, path: "/admin/customer");
        await desk.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("Another name");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        var notice = desk.GetByText("Saved.", new() { Exact = true });
        await notice.HoverAsync();
        await Expect(notice).ToHaveCountAsync(0);
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
