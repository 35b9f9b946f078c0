using System.Text;
using Confab.Channels;
using Confab.Channels.Sms.Telnyx;

namespace Confab.Tests.Channels.Sms;

public sealed class TelnyxChannelTests : AdapterTests, IDisposable
{
    private const string Message = """{"data":{"event_type":"message.received","id":"e1","occurred_at":"2026-01-01T00:00:00Z","payload":{"id":"m1","type":"MMS","direction":"inbound","from":{"phone_number":"+15550199001"},"to":[{"phone_number":"+15550107001","status":"webhook_delivered"}],"text":"Café & more","media":[{"url":"https://media.telnyx.com/1","content_type":"image/jpeg","size":12}],"parts":1,"errors":[]},"record_type":"event"}}""";
    private const string Final = """{"data":{"event_type":"message.finalized","id":"e2","payload":{"id":"m2","to":[{"phone_number":"+15550199001","status":"delivery_failed"}],"errors":[{"code":"40300","title":"Blocked due to STOP message"}]}}}""";
    private const string Sent = """{"data":{"event_type":"message.sent","id":"e3","payload":{"id":"m2","to":[{"phone_number":"+15550199001","status":"sent"}],"errors":[]}}}""";
    private const string Text = """{"data":{"event_type":"message.received","id":"e5","payload":{"id":"m3","type":"SMS","from":{"phone_number":"12345"},"to":[{"phone_number":"+15550107001"}],"text":"Your code","media":[]}}}""";
    private const string Else = """{"data":{"event_type":"campaign.suspended","id":"e4","payload":{}}}""";
    private readonly ProviderHttp http = new();

    private protected override IChannel Channel => new TelnyxChannel(new ChannelSettings("", "", ""), http, TimeProvider.System);

    private protected override ChannelAccount Account { get; } = new(Guid.NewGuid(), "sms", "", "api key", new Dictionary<string, string> { ["provider"] = "telnyx", ["public_key"] = TelnyxSigner.PublicKey("api key") }, "https://chat.example.com/hook");

    private protected override IReadOnlyList<string> Bodies { get; } =
    [
        Message, Final, Sent, Else, Text, .. ((string[])["queued", "sending", "sent", "delivered", "delivery_unconfirmed", "sending_failed", "delivery_failed", "expired", "of_the_future"]).Select(Finalized)
    ];

    public void Dispose() => http.Dispose();

    private protected override HookRequest Sign(byte[] body, ChannelAccount account) => TelnyxSigner.Sign(body, account.Token, DateTimeOffset.UtcNow);

    [Fact]
    public void A_message_is_read_with_its_medias()
    {
        var message = Items(Message).Single().ShouldBeOfType<Inbound.Message>();
        (message.Key, message.DialogId, message.Self.Target, message.Peer.Target, message.Text).ShouldBe(("m1", "+15550199001", "+15550107001", "+15550199001", "Café & more"));
        (message.Medias.Single().Type, message.Medias.Single().Source, message.Medias.Single().Details["size"]).ShouldBe(("image", "https://media.telnyx.com/1", 12L));
    }

    [Fact]
    public void Receipts_say_how_far_a_message_has_come_and_why_not_further()
    {
        Items(Sent).Single().ShouldBeOfType<Inbound.Receipt>().State.ShouldBe(DeliveryState.Sent);
        var failed = Items(Final).Single().ShouldBeOfType<Inbound.Receipt>();
        (failed.ProviderId, failed.State, failed.ErrorCode, failed.ErrorMessage, failed.OptedOut).ShouldBe(("m2", DeliveryState.Failed, "40300", "Blocked due to STOP message", true));
        Items(Else).Single().ShouldBeOfType<Inbound.Other>().Kind.ShouldBe("campaign.suspended");
    }

    [Theory]
    [InlineData("queued", DeliveryState.Queued)]
    [InlineData("sending", DeliveryState.Queued)]
    [InlineData("sent", DeliveryState.Sent)]
    [InlineData("delivery_unconfirmed", DeliveryState.Sent)]
    [InlineData("delivered", DeliveryState.Delivered)]
    [InlineData("sending_failed", DeliveryState.Failed)]
    [InlineData("delivery_failed", DeliveryState.Failed)]
    [InlineData("expired", DeliveryState.Failed)]
    public void Every_status_is_a_receipt(string status, DeliveryState state)
    {
        var receipt = Items(Finalized(status)).Single().ShouldBeOfType<Inbound.Receipt>();
        (receipt.ProviderId, receipt.State, receipt.ErrorMessage, receipt.Key).ShouldBe(("m4", state, state == DeliveryState.Failed ? $"Telnyx says {status}." : "", $"m4:{status}"));
    }

    [Theory]
    [InlineData("image", 10, MediaWay.Native)]
    [InlineData("video", 1_000_000, MediaWay.Native)]
    [InlineData("audio", 0, MediaWay.Native)]
    [InlineData("image", 1_000_001, MediaWay.Link)]
    [InlineData("file", 10, MediaWay.Link)]
    [InlineData("location", 0, MediaWay.Refused)]
    public void Mms_carries_what_carriers_do_and_the_rest_goes_as_a_link(string type, long size, MediaWay way) =>
        Channel.Fit(new OutboundMedia(Guid.Empty, type, "", "", size, way == MediaWay.Refused ? "" : "https://x/1", default)).Way.ShouldBe(way);

    [Theory]
    [InlineData(-299, true)]
    [InlineData(299, true)]
    [InlineData(-301, false)]
    [InlineData(302, false)]
    public void A_call_of_more_than_five_minutes_ago_or_ahead_is_refused(int seconds, bool taken)
    {
        var received = Channel.Receive(TelnyxSigner.Sign(Encoding.UTF8.GetBytes(Message), "api key", DateTimeOffset.UtcNow.AddSeconds(seconds)), Account);
        (received is Received.Parsed).ShouldBe(taken);
        var signed = Sign(Encoding.UTF8.GetBytes(Message), Account);
        foreach (var time in (string[])["", "x", "99999999999999999999", "-1", "253402300800", " 1"])
            Channel.Receive(signed with { Headers = new Dictionary<string, string>(signed.Headers) { [TelnyxSignature.TimeHeader] = time } }, Account).ShouldBeOfType<Received.Rejected>();
    }

    [Fact]
    public void An_account_without_a_key_that_is_one_is_refused_and_the_field_named()
    {
        Channel.Check(Account).ShouldBeEmpty();
        foreach (var key in (string[])["", "x", "AAAA"])
            Channel.Check(Account with { Token = "", ProviderData = new Dictionary<string, string> { ["public_key"] = key } }).Select(fault => fault.Field).ShouldBe(["token", "provider_data.public_key"]);
    }

    [Theory]
    [InlineData(401, "10009", true)]
    [InlineData(403, "10010", true)]
    [InlineData(403, "40300", false)]
    [InlineData(422, "40310", false)]
    public async Task A_key_that_is_wrong_is_waited_for_and_what_is_said_of_the_message_is_final(int status, string code, bool again)
    {
        await using var telnyx = await FakeTelnyx.StartedAsync();
        telnyx.Intercept = async call =>
        {
            call.Response.StatusCode = status;
            await call.Response.WriteAsync($$"""{"errors":[{"code":"{{code}}","title":"x","detail":"Telnyx's words"}]}""");
            return true;
        };
        var result = await new TelnyxChannel(new ChannelSettings("", "", "", TelnyxApi: telnyx.Address), http, TimeProvider.System).SendAsync(new OutboundMessage(Guid.NewGuid(), "", new Address("tel", "+15550100001"), new Address("tel", "+15550199001"), "x"), Account, default);
        (result is SendResult.RetryLater { Reason: "Telnyx's words" }, result is SendResult.Refused { Reason: "Telnyx's words" }).ShouldBe((again, !again));
    }

    /// <summary>The first test of RFC 8032, 7.1 that has a message.</summary>
    [Fact]
    public void The_signature_is_ed25519()
    {
        var (key, signature) = (Convert.FromHexString("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
            Convert.FromHexString("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
        Ed25519.Verify(key, [0x72], signature).ShouldBeTrue();
        Ed25519.Verify(key, [0x73], signature).ShouldBeFalse();
        Ed25519.Verify(key, [0x72], signature[..63]).ShouldBeFalse();
    }

    private static string Finalized(string status) => """{"data":{"event_type":"message.finalized","payload":{"id":"m4","to":[{"status":"STATUS"}],"errors":[]}}}""".Replace("STATUS", status, StringComparison.Ordinal);
}
