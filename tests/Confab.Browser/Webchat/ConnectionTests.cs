namespace Confab.Browser.Webchat;

/// <summary>What a visitor types is never lost and never sent twice, whatever the network does.</summary>
public sealed class ConnectionTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Offline = "No connection. What you write is sent as soon as there is one.";

    [Fact]
    public async Task What_is_typed_without_a_network_is_sent_in_its_order_once_it_is_back()
    {
        await using var shop = await Shop.OpenAsync(Server);
        var visitor = await ComeAsync();
        await visitor.OpenChatAsync(shop.Page);
        await visitor.SayAsync("zero");
        await visitor.ShouldHaveSentAllAsync();
        await visitor.Context.SetOfflineAsync(true);
        await Expect(visitor.Status()).ToHaveTextAsync(Offline);
        await visitor.SayAsync("one");
        await visitor.SayAsync("two");
        await visitor.ShouldShowAsync("You:zero", "You:one", "You:two");
        await Expect(visitor.Locator(".message.pending")).ToHaveCountAsync(2);
        (await shop.SaidAsync()).ShouldBe(["zero"]);

        await visitor.Context.SetOfflineAsync(false);
        await visitor.ShouldHaveSentAllAsync();
        await Expect(visitor.Status()).ToBeEmptyAsync();
        await shop.AnswerAsync("three");
        await visitor.ShouldShowAsync("You:zero", "You:one", "You:two", "Answer:three");
        (await shop.SaidAsync()).ShouldBe(["zero", "one", "two"]);
    }

    [Fact]
    public async Task What_was_typed_without_a_network_before_the_page_was_left_is_sent_by_the_next_page()
    {
        await using var shop = await Shop.OpenAsync(Server);
        var visitor = await ComeAsync();
        await visitor.OpenChatAsync(shop.Page);
        await visitor.SayAsync("one");
        await visitor.ShouldHaveSentAllAsync();
        await visitor.Context.SetOfflineAsync(true);
        await visitor.SayAsync("two");
        await Expect(visitor.Locator(".message.pending")).ToHaveTextAsync("You:two");
        var next = await visitor.Context.NewPageAsync();
        await visitor.CloseAsync();

        await next.Context.SetOfflineAsync(false);
        await next.OpenChatAsync(shop.Page);
        await next.ShouldShowAsync("You:one", "You:two");
        await next.ShouldHaveSentAllAsync();
        (await shop.SaidAsync()).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task First_words_that_were_written_without_a_network_are_sent_by_the_next_page_before_the_chat_is_opened()
    {
        await using var shop = await Shop.OpenAsync(Server);
        var visitor = await ComeAsync();
        await visitor.GotoAsync(shop.Page);
        await Expect(visitor.Bubble()).ToBeVisibleAsync();
        await visitor.Context.SetOfflineAsync(true);
        await visitor.Bubble().ClickAsync();
        await visitor.SayAsync("Hello");
        await visitor.ShouldShowAsync("You:Hello");
        var next = await visitor.Context.NewPageAsync();
        await visitor.CloseAsync();
        await next.Context.SetOfflineAsync(false);
        await next.GotoAsync(shop.Page);
        await Poll.UntilAsync(shop.SaidAsync, said => said.SequenceEqual(["Hello"]));
        await next.Bubble().ClickAsync();
        await next.ShouldShowAsync("You:Hello");
    }

    [Fact]
    public async Task A_message_whose_answer_was_lost_on_the_way_is_sent_again_and_is_one()
    {
        await using var shop = await Shop.OpenAsync(Server, answer: "Thank you");
        var (visitor, lost) = (await ComeAsync(), 0);
        await visitor.RouteAsync("**/v1.0/webchat_messages", async route =>
        {
            if (route.Request.Method != "POST" || Interlocked.Increment(ref lost) > 2)
            {
                await route.ContinueAsync();
                return;
            }
            await route.FetchAsync();
            await route.AbortAsync("connectionreset");
        });
        await visitor.OpenChatAsync(shop.Page);
        await visitor.SayAsync("once");
        await Poll.UntilAsync(() => Task.FromResult(lost), tries => tries >= 3);
        await visitor.ShouldHaveSentAllAsync();
        await visitor.ShouldShowAsync("You:once", "Answer:Thank you");
        (await shop.SaidAsync()).ShouldBe(["once"]);
    }

    [Fact]
    public async Task An_older_message_of_the_same_words_is_not_taken_for_the_one_that_is_on_its_way()
    {
        await using var shop = await Shop.OpenAsync(Server);
        var visitor = await ComeAsync();
        await visitor.OpenChatAsync(shop.Page);
        await visitor.SayAsync("yes");
        await visitor.ShouldHaveSentAllAsync();
        await visitor.Context.SetOfflineAsync(true);
        await visitor.SayAsync("yes");
        var next = await visitor.Context.NewPageAsync();
        await visitor.CloseAsync();
        await next.Context.SetOfflineAsync(false);

        // The second one is under way while the first is shown, and gets lost before it arrives.
        var (sent, seen) = (new TaskCompletionSource(), new TaskCompletionSource());
        await next.RouteAsync("**/v1.0/webchat_messages?*", async route =>
        {
            await sent.Task;
            await route.ContinueAsync();
        });
        await next.RouteAsync("**/v1.0/webchat_messages", async route =>
        {
            if (route.Request.Method != "POST" || !sent.TrySetResult())
            {
                await route.ContinueAsync();
                return;
            }
            await seen.Task;
            await route.AbortAsync("connectionreset");
        });
        await next.OpenChatAsync(shop.Page);
        await Expect(next.Locator(".message:not(.pending)")).ToHaveCountAsync(1);
        seen.SetResult();
        await next.ShouldShowAsync("You:yes", "You:yes");
        await next.ShouldHaveSentAllAsync();
        (await shop.SaidAsync()).ShouldBe(["yes", "yes"]);
    }

    [Fact]
    public async Task An_answer_that_came_without_a_network_is_there_once_it_is_back()
    {
        await using var shop = await Shop.OpenAsync(Server);
        var visitor = await ComeAsync();
        await visitor.OpenChatAsync(shop.Page);
        await visitor.SayAsync("one");
        await visitor.ShouldHaveSentAllAsync();
        await visitor.Context.SetOfflineAsync(true);
        await shop.AnswerAsync("two");
        await visitor.Context.SetOfflineAsync(false);
        await visitor.ShouldShowAsync("You:one", "Answer:two");
    }
}
