using System.Text;
using Confab.Channels;

namespace Confab.Tests.Channels;

/// <summary>
/// What every adapter's hook must do, whatever its provider: genuine calls are read and taken once, all others refused, and nothing genuine
/// fails.
/// </summary>
public abstract class AdapterTests
{
    private protected abstract IChannel Channel { get; }

    private protected abstract ChannelAccount Account { get; }

    /// <summary>Bodies that the provider sends.</summary>
    private protected abstract IReadOnlyList<string> Bodies { get; }

    /// <summary>A call with that body, signed for an account as the provider signs.</summary>
    private protected abstract HookRequest Sign(byte[] body, ChannelAccount account);

    /// <summary>The account with another secret in place of the one that the provider signs with.</summary>
    private protected virtual ChannelAccount SignedBy(string secret) => Account with { Secret = secret, Token = secret };

    /// <summary>Whether the signature stands inside the body: a body that cannot be read is refused with it.</summary>
    private protected virtual bool SignatureIsInside => false;

    /// <summary>Whether what is signed and not of the provider's form is refused as well.</summary>
    private protected virtual bool RefusesWhatItCannotRead => SignatureIsInside;

    /// <summary>A body cut short, and written anew so that it says the same or nearly so.</summary>
    private protected virtual IEnumerable<string> Altered(string text) =>
    [
        text[..^2], text.TrimEnd(), text + " ", text.Replace("  ", " ", StringComparison.Ordinal), JsonSerializer.Serialize(JsonDocument.Parse(text)),
        text.Replace("\"id\"", "\"\\u0069d\"", StringComparison.Ordinal)
    ];

    [Fact]
    public void Genuine_calls_are_read_and_the_same_call_has_the_same_keys()
    {
        foreach (var body in Bodies)
            Items(body).Select(item => item.Key).ShouldBe(Items(body).Select(item => item.Key));
    }

    [Fact]
    public void A_flipped_byte_a_body_cut_short_or_written_anew_a_missing_signature_and_anothers_are_refused()
    {
        foreach (var text in Bodies)
        {
            var body = Encoding.UTF8.GetBytes(text);
            var signed = Sign(body, Account);
            for (var i = 0; i < body.Length; i += Math.Max(1, body.Length / 20))
            {
                var flipped = (byte[])body.Clone();
                flipped[i] ^= 1;
                Channel.Receive(signed with { Body = flipped }, Account).ShouldBeOfType<Received.Rejected>();
            }
            Channel.Receive(signed with { Headers = new Dictionary<string, string>() }, Account).ShouldBeOfType<Received.Rejected>();
            Channel.Receive(Sign(body, SignedBy("another")), Account).ShouldBeOfType<Received.Rejected>();
            Channel.Receive(signed, SignedBy("")).ShouldBeOfType<Received.Rejected>();
            if (!SignatureIsInside)
                foreach (var altered in Altered(text).Where(altered => altered != text))
                    Channel.Receive(signed with { Body = Encoding.UTF8.GetBytes(altered) }, Account).ShouldBeOfType<Received.Rejected>(altered);
        }
    }

    [Fact]
    public async Task Over_the_hook_all_that_is_told_is_stored_once_and_what_is_forged_cut_short_or_written_anew_changes_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var made = (await server.Admin.PostAsync("/v1.0/conversation_accounts", new { type = Account.Type, name = "x", secret = Account.Secret, token = Account.Token, provider_data = Account.ProviderData })).Ok();
        var (account, items) = (Account with { Id = Guid.Parse(made.Id), HookUrl = made["hook_url"] }, new List<Inbound>());
        foreach (var text in Bodies)
        {
            var body = Encoding.UTF8.GetBytes(text);
            var signed = Sign(body, account);
            (await PostAsync(server, account, signed)).ShouldBe(200);
            items.AddRange(Channel.Receive(signed, account).ShouldBeOfType<Received.Parsed>().Items);
            var stored = await StoredAsync(server, "");
            foreach (var repeated in (HookRequest[])[signed, Sign(body, account)])
                (await PostAsync(server, account, repeated)).ShouldBe(200);
            foreach (var forged in (HookRequest[])[signed with { Headers = new Dictionary<string, string>() }, Sign(body, SignedBy("another") with { HookUrl = account.HookUrl }),
                .. Altered(text).Where(altered => altered != text).Select(altered => Alter(signed, text, altered))])
                (await PostAsync(server, account, forged)).ShouldBeOneOf(SignatureIsInside ? [200, 401] : [401]);
            (await StoredAsync(server, "")).ShouldBe(stored, text);
        }
        var unsent = items.OfType<Inbound.Unsend>().Select(item => item.ProviderId).ToHashSet();
        (await StoredAsync(server, "SELECT text FROM messages")).ShouldBe(Sorted(Messages().Select(message => unsent.Contains(message.ProviderId) ? "" : message.Text)));
        (await StoredAsync(server, "SELECT medias FROM messages")).SelectMany(Types).Order(StringComparer.Ordinal)
            .ShouldBe(Sorted(Messages().Where(message => !unsent.Contains(message.ProviderId)).SelectMany(message => message.Medias).Select(media => media.Type)));
        (await StoredAsync(server, "SELECT kind FROM received WHERE raw <> ''")).ShouldBe(Sorted(items.OfType<Inbound.Other>().DistinctBy(item => item.Key).Select(item => item.Kind)));

        IEnumerable<Inbound.Message> Messages() => items.OfType<Inbound.Message>().DistinctBy(message => message.Key);
        static IEnumerable<string> Types(string medias) => JsonDocument.Parse(medias).RootElement.EnumerateArray().Select(media => media.GetProperty("type").GetString()!);
        static string[] Sorted(IEnumerable<string> texts) => [.. texts.Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void Nothing_that_is_signed_fails_whatever_it_holds()
    {
        var random = new Random(11);
        foreach (var text in Bodies)
            for (var round = 0; round < 500; round++)
            {
                var body = Encoding.UTF8.GetBytes(text);
                for (var changes = random.Next(1, 6); changes > 0; changes--)
                    body[random.Next(body.Length)] = (byte)random.Next(256);
                var received = Channel.Receive(Sign(body, Account), Account);
                if (RefusesWhatItCannotRead && received is Received.Rejected)
                    continue;
                foreach (var item in ((Received.Parsed)received).Items)
                    item.Key.Length.ShouldBeInRange(1, 200);
            }
    }

    private protected IReadOnlyList<Inbound> Items(string body) =>
        Channel.Receive(Sign(Encoding.UTF8.GetBytes(body), Account), Account).ShouldBeOfType<Received.Parsed>().Items;

    /// <summary>The same call with an altered text in place of the one that was signed.</summary>
    private static HookRequest Alter(HookRequest signed, string text, string altered)
    {
        var body = Encoding.UTF8.GetString(signed.Body.Span);
        return signed with { Body = Encoding.UTF8.GetBytes(body.Replace(text, altered, StringComparison.Ordinal)) };
    }

    private static async Task<int> PostAsync(TestServer server, ChannelAccount account, HookRequest call)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, account.HookUrl + call.Query) { Content = new ByteArrayContent(call.Body.ToArray()) };
        foreach (var (name, value) in call.Headers)
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        using var answer = await server.Http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    /// <summary>What a query finds, sorted; by default all that a call can make. What is told later of a message's medias is not in it.</summary>
    private static async Task<string[]> StoredAsync(TestServer server, string query)
    {
        var found = await server.Db.ReadAsync(sql => sql.QueryAsync<string>(query.Length > 0 ? query
            : "SELECT key FROM received WHERE key NOT LIKE 'token:%' UNION ALL SELECT provider_id FROM messages UNION ALL SELECT dialog_id FROM conversations UNION ALL SELECT type FROM events WHERE type LIKE '%_created' UNION ALL SELECT how FROM opt_outs"));
        return [.. found.Order(StringComparer.Ordinal)];
    }
}
