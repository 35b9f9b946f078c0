namespace Confab.Browser.Webchat;

/// <summary>The chat of a page as its visitors have it.</summary>
public sealed class ChatTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact, Trait("Store", "Both")]
    public async Task A_visitor_opens_the_chat_by_keyboard_writes_and_is_answered_by_a_flow_and_by_an_agent()
    {
        await using var shop = await Shop.OpenAsync(Server, answer: "We are on it");
        var visitor = await ComeAsync();
        await visitor.GotoAsync(shop.Page);
        await Expect(visitor.Bubble()).ToBeVisibleAsync();
        await visitor.Keyboard.PressAsync("Tab");
        await visitor.Keyboard.PressAsync("Tab");
        await Expect(visitor.GetByRole(AriaRole.Button, new() { Name = "Open chat" })).ToBeFocusedAsync();
        await visitor.Keyboard.PressAsync("Enter");
        await Expect(visitor.Input()).ToBeFocusedAsync();
        await visitor.Keyboard.TypeAsync("Are you open?");
        await visitor.Keyboard.PressAsync("Shift+Enter");
        await visitor.Keyboard.TypeAsync("On Sunday?");
        await visitor.Keyboard.PressAsync("Enter");
        await visitor.ShouldShowAsync("You:Are you open? On Sunday?", "Answer:We are on it");
        (await shop.SaidAsync()).ShouldBe(["Are you open?\nOn Sunday?"]);

        var (agentId, agent) = await Server.AddAgentAsync(32);
        var id = (await shop.ConversationsAsync()).ShouldHaveSingleItem().GetProperty("id").GetString();
        (await Server.Admin.PutAsync($"/v1.0/conversations/{id}", new { owner_id = agentId })).Ok();
        await shop.AnswerAsync("From ten to two", agent);
        await visitor.ShouldShowAsync("You:Are you open? On Sunday?", "Answer:We are on it", "Answer:From ten to two");

        await visitor.Keyboard.PressAsync("Escape");
        await Expect(visitor.Panel()).ToBeHiddenAsync();
        await shop.AnswerAsync("See you", agent);
        await Expect(visitor.GetByRole(AriaRole.Button, new() { Name = "Open chat, 1 new" })).ToBeFocusedAsync();
        await visitor.Keyboard.PressAsync("Enter");
        await visitor.ShouldShowAsync("You:Are you open? On Sunday?", "Answer:We are on it", "Answer:From ten to two", "Answer:See you");
    }

    [Fact]
    public async Task What_was_said_is_there_after_a_reload_and_in_another_tab_and_the_conversation_goes_on()
    {
        await using var shop = await Shop.OpenAsync(Server);
        var visitor = await ComeAsync();
        await visitor.OpenChatAsync(shop.Page);
        await visitor.SayAsync("one");
        await visitor.ShouldHaveSentAllAsync();
        await shop.AnswerAsync("two");
        await visitor.ShouldShowAsync("You:one", "Answer:two");

        await visitor.OpenChatAsync(shop.Page);
        await visitor.ShouldShowAsync("You:one", "Answer:two");
        var tab = await visitor.Context.NewPageAsync();
        await tab.OpenChatAsync(shop.Page);
        await tab.ShouldShowAsync("You:one", "Answer:two");
        await tab.SayAsync("three");
        foreach (var page in (IPage[])[visitor, tab])
            await page.ShouldShowAsync("You:one", "Answer:two", "You:three");
        (await shop.ConversationsAsync()).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Two_visitors_at_once_do_not_see_each_other()
    {
        await using var shop = await Shop.OpenAsync(Server, answer: "Thank you");
        var (ann, bob) = (await ComeAsync(), await ComeAsync());
        await Task.WhenAll(ann.OpenChatAsync(shop.Page), bob.OpenChatAsync(shop.Page));
        await Task.WhenAll(ann.SayAsync("I am Ann"), bob.SayAsync("I am Bob"));
        await ann.ShouldShowAsync("You:I am Ann", "Answer:Thank you");
        await bob.ShouldShowAsync("You:I am Bob", "Answer:Thank you");
        (await shop.ConversationsAsync()).Length.ShouldBe(2);
        await ann.OpenChatAsync(shop.Page);
        await ann.ShouldShowAsync("You:I am Ann", "Answer:Thank you");
    }

    [Fact]
    public async Task An_ended_chat_says_so_and_a_new_one_begins_by_its_button()
    {
        await using var shop = await Shop.OpenAsync(Server);
        var visitor = await ComeAsync();
        await visitor.OpenChatAsync(shop.Page);
        await visitor.SayAsync("one");
        await visitor.ShouldHaveSentAllAsync();
        var session = (await shop.ConversationsAsync()).ShouldHaveSingleItem().GetProperty("dialog_id").GetString();
        (await Server.Admin.PostAsync($"/v1.0/webchat_sessions/{session}/end")).Ok();
        await Expect(visitor.Status()).ToHaveTextAsync("This chat has ended.");
        await Expect(visitor.Input()).ToBeHiddenAsync();
        await visitor.GetByRole(AriaRole.Button, new() { Name = "Start a new chat" }).ClickAsync();
        await Expect(visitor.Input()).ToBeFocusedAsync();
        await visitor.SayAsync("two");
        await visitor.ShouldShowAsync("You:two");
        await visitor.ShouldHaveSentAllAsync();
        (await shop.ConversationsAsync()).Length.ShouldBe(2);
    }
}
