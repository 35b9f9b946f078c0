using System.Text;

namespace Confab.Browser.Console;

/// <summary>Where one writes: nothing typed is lost, and it says what will become of it.</summary>
public sealed class ComposerTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Other = "+15550199002";
    private const string Files = """
        const files = new DataTransfer();
        files.items.add(new File(['what was '], 'first.txt', { type: 'text/plain' }));
        """;

    private IPage desk = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Server.SayAsync("hello");
        desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url);
        await desk.Conversation(PretendPhone.Number).ClickAsync();
        await Expect(desk.Messages()).ToContainTextAsync("Hello! You wrote: hello");
    }

    [Fact]
    public async Task What_is_typed_stays_with_its_conversation_over_a_reload_until_it_is_sent()
    {
        await Server.SayAsync("hello", Other);
        await desk.Composer().FillAsync("for the first");
        await desk.Conversation(Other).ClickAsync();
        await Expect(desk.Composer()).ToHaveValueAsync("");
        await Expect(desk.Conversation(PretendPhone.Number)).ToContainTextAsync("Draft: for the first");
        await desk.Composer().FillAsync("for the second");
        await desk.ReloadAsync();
        await Expect(desk.Composer()).ToHaveValueAsync("for the second");
        await desk.Conversation(PretendPhone.Number).ClickAsync();
        await Expect(desk.Composer()).ToHaveValueAsync("for the first");
        await desk.Composer().PressAsync("Enter");
        await Expect(desk.Messages()).ToContainTextAsync("for the first");
        await desk.Conversation(Other).ClickAsync();
        await Expect(desk.Composer()).ToHaveValueAsync("for the second");
        await Expect(desk.Conversation(PretendPhone.Number)).ToContainTextAsync("Reply: for the first");
        await desk.Conversation(PretendPhone.Number).ClickAsync();
        await Expect(desk.Composer()).ToHaveValueAsync("");
    }

    [Fact]
    public async Task A_canned_reply_is_put_in_with_its_variables_filled_in_and_sent_only_then()
    {
        (await Server.Admin.PostAsync("/v1.0/canned_replies", new { name = "Greeting", shortcut = "hi", text = "${agent.name} of ${customer.name} to ${peer.target}" })).Ok();
        (await Server.Admin.PostAsync("/v1.0/canned_replies", new { name = "Parting", shortcut = "bye", text = "Goodbye" })).Ok();
        await desk.ReloadAsync();
        await Expect(desk.GetByRole(AriaRole.Button, new() { Name = "Canned replies (/)" })).ToBeVisibleAsync();
        await desk.Composer().PressSequentiallyAsync("/");
        await desk.GetByLabel("Find a reply").FillAsync("hi");
        await desk.Keyboard.PressAsync("Enter");
        var text = $"Admin of My company to {PretendPhone.Number}";
        await Expect(desk.Composer()).ToHaveValueAsync(text);
        await Expect(desk.Composer()).ToBeFocusedAsync();
        (await Server.HeardAsync()).Length.ShouldBe(1);
        await desk.Keyboard.PressAsync("Enter");
        await Poll.UntilAsync(() => Server.HeardAsync(), got => got.Contains(text));
    }

    [Fact]
    public async Task The_sign_that_asks_for_canned_replies_does_so_when_it_is_typed_not_when_it_was_left_in_a_draft()
    {
        (await Server.Admin.PostAsync("/v1.0/canned_replies", new { name = "Parting", shortcut = "bye", text = "Goodbye" })).Ok();
        await desk.ReloadAsync();
        var (button, search) = (desk.GetByRole(AriaRole.Button, new() { Name = "Canned replies (/)" }), desk.GetByLabel("Find a reply"));
        await Expect(button).ToBeVisibleAsync();
        await desk.Composer().PressSequentiallyAsync("/");
        await Expect(search).ToBeVisibleAsync();
        await desk.ReloadAsync();
        await Expect(desk.Composer()).ToHaveValueAsync("/");
        await Expect(button).ToBeVisibleAsync();
        await Expect(search).ToBeHiddenAsync();
        await desk.Composer().FillAsync("");
        await desk.Composer().PressSequentiallyAsync("/");
        await Expect(search).ToBeVisibleAsync();
    }

    [Fact]
    public async Task It_says_how_many_SMS_a_text_takes_and_which_letter_makes_them_more()
    {
        await desk.Composer().FillAsync(new string('a', 160));
        await Expect(desk.Pane()).ToContainTextAsync("1 SMS · GSM-7");
        await desk.Composer().FillAsync(new string('a', 161));
        await Expect(desk.Pane()).ToContainTextAsync("2 SMS · GSM-7");
        await desk.Composer().FillAsync(new string('a', 140) + "가");
        await Expect(desk.Pane()).ToContainTextAsync("3 SMS · UCS-2 (because of “가”)");
    }

    [Fact]
    public async Task A_file_that_is_pasted_and_one_that_is_dropped_go_with_the_message()
    {
        await desk.Composer().EvaluateAsync($"field => {{ {Files} field.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: files, bubbles: true, cancelable: true }})); }}");
        await Expect(desk.GetByRole(AriaRole.List, new() { Name = "Files to send" }).GetByRole(AriaRole.Listitem)).ToContainTextAsync(["first.txt"]);
        await desk.Composer().EvaluateAsync($"field => {{ {Files.Replace("first", "second", StringComparison.Ordinal)} for (const type of ['dragover', 'drop']) field.dispatchEvent(new DragEvent(type, {{ dataTransfer: files, bubbles: true, cancelable: true }})); }}");
        await Expect(desk.GetByRole(AriaRole.List, new() { Name = "Files to send" }).GetByRole(AriaRole.Listitem)).ToContainTextAsync(["first.txt", "second.txt"]);
        await desk.Composer().FillAsync("with both");
        await Expect(desk.Pane().GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true })).ToBeEnabledAsync();
        await desk.Composer().PressAsync("Enter");
        await Expect(desk.Messages().GetByRole(AriaRole.Link, new() { Name = "first.txt" })).ToBeVisibleAsync();
        var got = await Poll.UntilAsync(() => Server.Admin.GetAsync($"/v1.0/phone/messages?number={Uri.EscapeDataString(PretendPhone.Number)}"), heard => heard.Result[0].GetProperty("text").GetString() == "with both");
        got.Result[0].GetProperty("medias").EnumerateArray().Select(media => media.GetProperty("filename").GetString()).ShouldBe(["first.txt", "second.txt"]);
    }

    [Fact]
    public async Task What_the_provider_refused_says_why_and_is_sent_again()
    {
        var line = await Server.AddLineAccountAsync();
        await line.SayAsync("Uann", "are you there?");
        Server.Line.Intercept = async http =>
        {
            if (http.Request.Path != "/v2/bot/message/push")
                return false;
            Server.Line.Intercept = null;
            http.Response.StatusCode = 400;
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("""{"message":"This one is not liked"}"""));
            return true;
        };
        await desk.GetByRole(AriaRole.Link, new() { Name = "are you there?" }).ClickAsync();
        await desk.AnswerAsync("we are");
        await Expect(desk.Messages().GetByText("This one is not liked")).ToBeVisibleAsync();
        Server.Line.Pushes.ShouldBeEmpty();
        await desk.Messages().GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await Server.Line.WaitForPushAsync(_ => true);
        await Expect(desk.Messages().GetByRole(AriaRole.Img, new() { Name = "Sent", Exact = true })).ToBeVisibleAsync();
        await Expect(desk.Messages().GetByText("we are")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task What_this_server_refused_waits_with_its_reason_until_it_is_sent_again_or_given_up()
    {
        await desk.RouteAsync("**/messages", route => route.Request.Method == "POST"
            ? route.FulfillAsync(new() { Status = 402, ContentType = "application/json", Body = """{"error":{"reason":"INSUFFICIENT_BALANCE","message":"no"}}""" }) : route.ContinueAsync());
        await desk.AnswerAsync("too dear");
        await desk.AnswerAsync("never mind");
        await Expect(desk.Messages().GetByText("The balance is used up: nothing can be sent.")).ToHaveCountAsync(2);
        await desk.UnrouteAllAsync();
        await desk.ReloadAsync();
        await desk.Messages().GetByRole(AriaRole.Status).Filter(new() { HasText = "Not sent." }).Last.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await desk.Messages().GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Poll.UntilAsync(() => Server.HeardAsync(), got => got.Contains("too dear"));
        await Expect(desk.Messages()).Not.ToContainTextAsync("never mind");
        await Expect(desk.Messages().GetByText("too dear")).ToHaveCountAsync(1);
    }
}
