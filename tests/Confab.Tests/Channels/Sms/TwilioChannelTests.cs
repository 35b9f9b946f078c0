using System.Text;
using Confab.Channels;
using Confab.Channels.Sms.Twilio;

namespace Confab.Tests.Channels.Sms;

public sealed class TwilioChannelTests : AdapterTests, IDisposable
{
    private const string Message = "MessageSid=SM1&AccountSid=AC1&From=%2B15550199001&To=%2B15550100001&Body=Caf%C3%A9+%26+more&NumMedia=1&MediaUrl0=https%3A%2F%2Fapi.twilio.com%2Fm%2F1&MediaContentType0=image%2Fjpeg&NumSegments=1&NewField=x";
    private const string Status = "MessageSid=SM2&MessageStatus=undelivered&ErrorCode=30003&To=%2B15550199001";
    private readonly ProviderHttp http = new();

    private protected override IChannel Channel => new TwilioChannel(new ChannelSettings("", "", "http://127.0.0.1:9"), http);

    private protected override ChannelAccount Account { get; } =
        new(Guid.NewGuid(), "sms", "", "auth token", new Dictionary<string, string> { ["provider"] = "twilio", ["account_sid"] = "AC1" }, "https://chat.example.com/v1.0/conversation/accounts/1");

    private protected override IReadOnlyList<string> Bodies { get; } = [Message, Status];

    public void Dispose() => http.Dispose();

    private protected override HookRequest Sign(byte[] body, ChannelAccount account) => Sign(body, account, "");

    /// <summary>The example of Twilio's own documentation of signatures.</summary>
    [Fact]
    public void The_signature_is_the_one_that_twilio_documents()
    {
        var form = TwilioForm.Parse(Encoding.UTF8.GetBytes("Digits=1234&To=%2B18005551212&From=%2B14158675310&Caller=%2B14158675310&CallSid=CA1234567890ABCDE"));
        Convert.ToBase64String(TwilioSignature.Compute("12345", "https://example.com/myapp.php?foo=1&bar=2", form)).ShouldBe("L/OH5YylLD5NRKLltdqwSvS0BnU=");
    }

    [Fact]
    public void A_message_is_read_with_its_medias()
    {
        var message = Items(Message).Single().ShouldBeOfType<Inbound.Message>();
        (message.Key, message.DialogId, message.Self.Target, message.Peer.Target, message.Text).ShouldBe(("SM1", "+15550199001", "+15550100001", "+15550199001", "Café & more"));
        (message.Medias.Single().Type, message.Medias.Single().Source).ShouldBe(("image", "https://api.twilio.com/m/1"));
    }

    [Fact]
    public void A_status_callback_names_our_message_by_the_query_that_is_signed_with_it()
    {
        var id = Guid.NewGuid();
        var signed = Sign(Encoding.UTF8.GetBytes(Status), Account, $"?message={id}");
        var receipt = Channel.Receive(signed, Account).ShouldBeOfType<Received.Parsed>().Items.Single().ShouldBeOfType<Inbound.Receipt>();
        (receipt.MessageId, receipt.State, receipt.ErrorCode).ShouldBe((id, DeliveryState.Failed, "30003"));
        Channel.Receive(signed with { Query = $"?message={Guid.NewGuid()}" }, Account).ShouldBeOfType<Received.Rejected>();
    }

    [Fact]
    public void A_body_larger_than_twilios_is_refused_before_it_is_taken_apart()
    {
        foreach (var body in (string[])[string.Concat(Enumerable.Repeat("&a", 10_000)), "Body=" + new string('x', 300_000)])
            Channel.Receive(Sign(Encoding.UTF8.GetBytes(body), Account), Account).ShouldBeOfType<Received.Rejected>().Problem.ShouldBe(Problem.BodyTooLarge);
    }

    [Fact]
    public void Twilio_is_answered_with_an_empty_response_in_xml() =>
        Channel.Receive(Sign(Encoding.UTF8.GetBytes(Message), Account), Account).ShouldBeOfType<Received.Parsed>().Answer.ShouldBe(new HookAnswer("text/xml", "<Response/>"));

    [Fact]
    public async Task Media_is_fetched_with_the_token_from_twilio_only_and_from_where_it_sends_us_without()
    {
        await using var twilio = await FakeTwilio.StartedAsync();
        var channel = new TwilioChannel(new ChannelSettings("", "", twilio.Address), http);
        var (status, asked) = (307, new List<string>());
        twilio.Intercept = call =>
        {
            asked.Add(call.Request.Headers.Authorization.ToString());
            call.Response.StatusCode = status;
            call.Response.Headers.Location = "https://media.example.com/1";
            return Task.FromResult(true);
        };
        (await FetchAsync(twilio.Address + "/media/1")).ShouldBe(new MediaFetch.Elsewhere("https://media.example.com/1"));
        status = 404;
        (await FetchAsync(twilio.Address + "/media/1")).ShouldBeOfType<MediaFetch.Gone>();
        status = 503;
        (await FetchAsync(twilio.Address + "/media/1")).ShouldBeOfType<MediaFetch.RetryLater>();
        status = 200;
        (await FetchAsync(twilio.Address + "/media/1")).ShouldBeOfType<MediaFetch.Found>().Answer.Dispose();
        asked.ShouldAllBe(header => header.StartsWith("Basic ", StringComparison.Ordinal));
        (await FetchAsync("https://elsewhere.example.com/1")).ShouldBe(new MediaFetch.Elsewhere("https://elsewhere.example.com/1"));
        asked.Count.ShouldBe(4);

        Task<MediaFetch> FetchAsync(string source) => channel.FetchAsync(source, Account, CancellationToken.None);
    }

    private static HookRequest Sign(byte[] body, ChannelAccount account, string query) => new("POST", query, new Dictionary<string, string>
    {
        ["X-Twilio-Signature"] = Convert.ToBase64String(TwilioSignature.Compute(account.Token, account.HookUrl + query, TwilioForm.Parse(body)))
    }, body);
}
