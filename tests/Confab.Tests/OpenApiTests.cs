using Confab.Auth;
using YamlDotNet.RepresentationModel;

namespace Confab.Tests;

/// <summary>The published description of the API, held against what answers, where that description is at hand.</summary>
public sealed class OpenApiTests
{
    private static readonly string Published = Path.Combine(LayoutTests.Root(), "..", "shared", "contract", "openapi.yaml");

    /// <summary>What comes with later work: sign-up and account deletion.</summary>
    private static readonly string[] Later = ["/auth/signup", "/auth/email-verify", "/auth/unregister", "/auth/password-"];

    [Fact]
    public async Task Every_published_operation_is_there()
    {
        if (!File.Exists(Published))
            return;
        await using var server = await TestServer.StartAsync();
        var mapped = server.Routes.Where(route => route.Metadata.GetMetadata<RouteAccess>() is not null)
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(method => $"{method} {route.RoutePattern.RawText}") ?? []).ToHashSet();
        var due = new List<string>();
        foreach (var (path, operations) in Map(Load(), "paths"))
            if (!Later.Any(((YamlScalarNode)path).Value!.StartsWith))
                due.AddRange(((YamlMappingNode)operations).Children.Keys.Select(method => $"{((YamlScalarNode)method).Value!.ToUpperInvariant()} /v1.0{((YamlScalarNode)path).Value}"));
        due.Count.ShouldBeGreaterThan(60);
        due.Except(mapped).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("CustomerManagerCustomer", "/v1.0/customer")]
    [InlineData("AgentManagerAgent", "/v1.0/agents")]
    [InlineData("CustomerManagerAccesskey", "/v1.0/accesskeys")]
    [InlineData("TagManagerTag", "/v1.0/tags")]
    [InlineData("ConversationManagerAccount", "/v1.0/conversation_accounts")]
    [InlineData("NumberManagerNumber", "/v1.0/numbers")]
    [InlineData("FlowManagerFlow", "/v1.0/flows")]
    [InlineData("FlowManagerActiveflow", "/v1.0/activeflows")]
    [InlineData("MessageManagerMessage", "/v1.0/messages")]
    [InlineData("ConversationManagerConversation", "/v1.0/conversations")]
    [InlineData("EmailManagerEmail", "/v1.0/emails")]
    [InlineData("WebchatManagerWidget", "/v1.0/webchat_widgets")]
    [InlineData("WebchatManagerSession", "/v1.0/webchat_sessions")]
    [InlineData("WebchatManagerMessage", "/v1.0/webchat_messages")]
    public async Task Every_published_field_is_there_in_its_order_and_what_is_ours_comes_after(string schema, string path)
    {
        if (!File.Exists(Published))
            return;
        await using var server = await TestServer.StartAsync();
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from = "+15550199001", to = FirstStart.SandboxNumber, text = "hi" })).Ok();
        (await server.Admin.PostAsync("/v1.0/tags", new { name = "t" })).Ok();
        await server.AddSmtpAccountAsync();
        var site = await WebchatSite.MakeAsync(server);
        (await site.SayAsync(await site.BeginAsync(), "hello")).Ok();
        (await server.Admin.PostAsync("/v1.0/emails", new { destinations = new[] { new { target = "ann@example.com" } }, subject = "s", content = "c" })).Ok();
        var answer = (await server.Admin.GetAsync(path)).Ok().Json;
        var shown = answer.TryGetProperty("result", out var list) ? list[0] : answer;
        var published = Map(Map(Map(Load(), "components"), "schemas"), schema);
        var fields = Map(published, "properties").Children.Keys.Select(name => ((YamlScalarNode)name).Value!).ToList();
        shown.EnumerateObject().Select(property => property.Name).Take(fields.Count).ShouldBe(fields);
    }

    private static YamlMappingNode Load()
    {
        using var reader = new StreamReader(Published);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node.Children[new YamlScalarNode(key)];
}
