namespace Confab.Browser.Console;

/// <summary>The tutorial's walkthrough, by clicks and keys alone.</summary>
public sealed class WalkthroughTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact, Trait("Store", "Both")]
    public async Task A_message_is_answered_by_the_flow_then_by_who_it_is_assigned_to_and_handed_back_to_the_flow()
    {
        var (admin, customer, ann) = (await ComeAsync(), await ComeAsync(new() { ViewportSize = new() { Width = 900, Height = 900 } }), await ComeAsync());
        await admin.SitDownAsync(Server.Url, path: "/admin/agents");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Add an agent" }).ClickAsync();
        var dialog = admin.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Username").FillAsync("ann@test");
        await dialog.Locator("input[name=password]").FillAsync(TestServer.AdminPassword);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("Ann");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(admin.GetByRole(AriaRole.Link, new() { Name = "Ann" })).ToBeVisibleAsync();
        await admin.GetByRole(AriaRole.Link, new() { Name = "Company" }).ClickAsync();
        await admin.GetByRole(AriaRole.Switch, new() { Name = "Agents may answer" }).ClickAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(admin.GetByText("Saved.", new() { Exact = true })).ToBeVisibleAsync();

        await customer.SitDownAsync(Server.Url, path: "/phone");
        await customer.WriteOnPhoneAsync("first");
        await Expect(customer.Handset().GetByRole(AriaRole.Log)).ToContainTextAsync("Hello! You wrote: first");

        await admin.GetByRole(AriaRole.Link, new() { Name = "Inbox" }).ClickAsync();
        await admin.Conversation(PretendPhone.Number).ClickAsync();
        await admin.OwnAsync("Ann");
        await Expect(admin.Owner("Ann")).ToBeVisibleAsync();
        await ann.SitDownAsync(Server.Url, "ann@test");
        await ann.Conversation(PretendPhone.Number).ClickAsync();

        await customer.WriteOnPhoneAsync("second");
        await Expect(ann.Messages()).ToContainTextAsync("second");
        await ann.AnswerAsync("Hi, this is the support agent");
        await Expect(customer.Handset().GetByRole(AriaRole.Log)).ToContainTextAsync("Hi, this is the support agent");
        (await Server.Admin.GetAsync("/v1.0/activeflows")).Ok().Result.Length.ShouldBe(1);

        await ann.GetByRole(AriaRole.Button, new() { Name = "Hand back" }).ClickAsync();
        await Expect(ann.Conversation(PretendPhone.Number)).ToHaveCountAsync(0);
        await Expect(admin.Owner("Unassigned")).ToBeVisibleAsync();
        await customer.WriteOnPhoneAsync("third");
        await Expect(customer.Handset().GetByRole(AriaRole.Log)).ToContainTextAsync("Hello! You wrote: third");
        await Expect(admin.Messages()).ToContainTextAsync("Hello! You wrote: third");
        (await Server.HeardAsync()).ShouldBe(["Hello! You wrote: first", "Hi, this is the support agent", "Hello! You wrote: third"]);
    }

    [Fact]
    public async Task A_phone_s_first_message_is_there_before_the_search_knows_of_it()
    {
        var customer = await ComeAsync();
        await customer.RouteAsync("**/v1.0/conversations?*query=*", route => route.FulfillAsync(new() { Json = new { result = Array.Empty<object>(), next_page_token = "" } }));
        await customer.SitDownAsync(Server.Url, path: "/phone");
        await customer.WriteOnPhoneAsync("first");
        await Expect(customer.Handset().GetByRole(AriaRole.Log)).ToContainTextAsync("Hello! You wrote: first");
        await Expect(customer.Handset().GetByRole(AriaRole.Log)).Not.ToContainTextAsync("Sending");
        await Expect(customer.Handset().GetByRole(AriaRole.Log).GetByRole(AriaRole.Listitem).Last).ToContainTextAsync("Hello!");
    }

    [Fact]
    public async Task An_inbox_to_which_nobody_has_written_leads_to_the_phone()
    {
        var admin = await ComeAsync();
        await admin.SitDownAsync(Server.Url);
        await admin.GetByRole(AriaRole.Link, new() { Name = "Get a first message" }).ClickAsync();
        await admin.WriteOnPhoneAsync("first");
        await Expect(admin.Handset().GetByRole(AriaRole.Log)).ToContainTextAsync("Hello! You wrote: first");
        await admin.GetByRole(AriaRole.Link, new() { Name = "Inbox" }).ClickAsync();
        await Expect(admin.Conversation(PretendPhone.Number)).ToBeVisibleAsync();
    }
}
