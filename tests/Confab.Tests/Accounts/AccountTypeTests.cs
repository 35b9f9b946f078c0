namespace Confab.Tests.Accounts;

/// <summary>What accounts can be made of, as it is described for forms, held against what is taken.</summary>
public sealed class AccountTypeTests : IAsyncLifetime
{
    /// <summary>Values that are more than any text.</summary>
    private static readonly Dictionary<string, string> Values = new()
    {
        ["provider_data.from"] = "hello@example.com", ["provider_data.host"] = "smtp.example.com", ["provider_data.domain"] = "mg.example.com",
        ["provider_data.phone_number_id"] = "106540352242922", ["provider_data.public_key"] = Convert.ToBase64String(new byte[32])
    };

    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task What_is_described_is_taken_shown_unless_it_is_secret_and_what_is_required_is_required()
    {
        var types = (await server.Admin.GetAsync("/v1.0/conversation_account_types")).Ok().Json;
        types.EnumerateArray().Select(type => $"{Text(type, "type")}/{Text(type, "provider")}").ShouldBe(["line/", "sms/twilio", "sms/telnyx", "sms/sandbox", "email/smtp", "email/mailgun", "whatsapp/"]);
        foreach (var type in types.EnumerateArray())
        {
            var (title, fields) = (Text(type, "title"), type.GetProperty("fields").EnumerateArray().ToList());
            title.ShouldNotBeEmpty();
            fields.Select(field => Text(field, "name")).ShouldBeUnique();
            fields.ShouldAllBe(field => Text(field, "label").Length > 0);
            fields.ShouldAllBe(field => (Text(field, "kind") == "choice") == (field.GetProperty("choices").GetArrayLength() > 0));
            fields.Select(field => Text(field, "kind")).ShouldBeSubsetOf(["text", "secret", "number", "choice", "flag"]);
            var required = fields.Where(field => field.GetProperty("required").GetBoolean()).ToList();

            (await PostAsync(type, required)).Ok();
            var shown = (await PostAsync(type, fields)).Ok()["provider_data"];
            foreach (var field in fields.Where(field => Text(field, "name").StartsWith("provider_data.", StringComparison.Ordinal)))
                JsonDocument.Parse(shown).RootElement.TryGetProperty(Text(field, "name")["provider_data.".Length..], out _).ShouldBe(Text(field, "kind") != "secret", $"{title}: {Text(field, "name")}");
            foreach (var field in required)
            {
                var refused = await PostAsync(type, fields.Except([field]));
                refused.ShouldFail(400, "INVALID_ARGUMENT");
                refused.Json.GetProperty("error").GetProperty("details").EnumerateArray().Select(detail => Text(detail, "field")).ShouldContain(Text(field, "name"), title);
            }
            foreach (var field in fields.Where(field => Text(field, "kind") == "choice"))
                foreach (var choice in field.GetProperty("choices").EnumerateArray())
                    (await PostAsync(type, fields, (Text(field, "name"), choice.GetString()!))).Ok();
        }
    }

    [Fact]
    public async Task A_type_says_whether_its_provider_calls_and_can_be_set_up()
    {
        var types = (await server.Admin.GetAsync("/v1.0/conversation_account_types")).Ok().Json.EnumerateArray().ToDictionary(type => Text(type, "title"));
        types["LINE"].GetProperty("has_setup").GetBoolean().ShouldBeTrue();
        types["SMS by Twilio"].GetProperty("has_setup").GetBoolean().ShouldBeFalse();
        types.Values.Where(type => !type.GetProperty("has_hook").GetBoolean()).Select(type => Text(type, "title")).ShouldBe(["E-mail by SMTP"]);
    }

    /// <summary>The console shows what a channel describes in its own words in English, and in the words of these files else.</summary>
    [Theory]
    [InlineData("ko")]
    [InlineData("ja")]
    public async Task Every_field_has_its_texts_in_the_languages_of_the_console(string language)
    {
        var types = (await server.Admin.GetAsync("/v1.0/conversation_account_types")).Ok().Json;
        var texts = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(LayoutTests.Root(), "src", "Console", "src", "texts", $"accounts.{language}.json"))).RootElement;
        var unused = texts.EnumerateObject().SelectMany(type => type.Value.GetProperty("fields").EnumerateObject().Select(field => $"{type.Name} {field.Name}")).ToHashSet();
        var faults = new List<string>();
        foreach (var type in types.EnumerateArray())
            foreach (var field in type.GetProperty("fields").EnumerateArray())
            {
                var (own, shared, name) = ($"{Text(type, "type")}/{Text(type, "provider")}", Text(type, "type"), Text(field, "name"));
                var places = new[] { own, shared }.Where(place => texts.TryGetProperty(place, out var group) && group.GetProperty("fields").TryGetProperty(name, out _)).ToList();
                if (places.Count != 1)
                {
                    faults.Add($"{own}: {name} has texts in {places.Count} places");
                    continue;
                }
                unused.Remove($"{places[0]} {name}");
                var words = texts.GetProperty(places[0]).GetProperty("fields").GetProperty(name).EnumerateArray().Select(text => text.GetString()!).ToList();
                if (words.Count != (Text(field, "help").Length > 0 ? 2 : 1) || words.Exists(string.IsNullOrWhiteSpace))
                    faults.Add($"{own}: {name} needs a label, and a hint where the channel has one");
            }
        faults.ShouldBeEmpty();
        unused.ShouldBeEmpty("texts of no field");
    }

    private Task<Answer> PostAsync(JsonElement type, IEnumerable<JsonElement> fields, params (string Name, string Value)[] given)
    {
        var values = fields.ToDictionary(field => Text(field, "name"), field => Values.GetValueOrDefault(Text(field, "name")) ?? Text(field, "kind") switch
        {
            "number" => "587",
            "flag" => "true",
            "choice" => field.GetProperty("choices")[0].GetString()!,
            _ => "text"
        });
        foreach (var (name, value) in given)
            values[name] = value;
        var data = values.Where(value => value.Key.StartsWith("provider_data.", StringComparison.Ordinal)).ToDictionary(value => value.Key["provider_data.".Length..], value => value.Value);
        if (Text(type, "provider") is { Length: > 0 } provider)
            data["provider"] = provider;
        return server.Admin.PostAsync("/v1.0/conversation_accounts", new
        {
            type = Text(type, "type"),
            name = "n",
            secret = values.GetValueOrDefault("secret", ""),
            token = values.GetValueOrDefault("token", ""),
            provider_data = data
        });
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
