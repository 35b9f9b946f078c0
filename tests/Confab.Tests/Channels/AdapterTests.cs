using System.Text;
using Confab.Channels;

namespace Confab.Tests.Channels;

/// <summary>What every adapter's hook must do, whatever its provider: genuine calls are read, all others refused, and nothing genuine fails.</summary>
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

    [Fact]
    public void Genuine_calls_are_read_and_the_same_call_has_the_same_keys()
    {
        foreach (var body in Bodies)
            Items(body).Select(item => item.Key).ShouldBe(Items(body).Select(item => item.Key));
    }

    [Fact]
    public void A_flipped_byte_a_missing_signature_and_anothers_signature_are_refused()
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
        }
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
}
