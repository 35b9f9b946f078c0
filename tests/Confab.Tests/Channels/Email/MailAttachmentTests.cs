using System.Net;
using System.Net.Sockets;
using System.Text;
using Confab.Channels;
using Confab.Channels.Email;
using Confab.Channels.Email.Mailgun;
using Confab.Channels.Email.Smtp;

namespace Confab.Tests.Channels.Email;

/// <summary>What goes along with mails passes through, and what cannot be read stops a mail that nobody has taken yet.</summary>
public sealed class MailAttachmentTests : IDisposable
{
    private readonly ProviderHttp http = new();
    private readonly byte[] bytes = new byte[300_000];

    public MailAttachmentTests() => Random.Shared.NextBytes(bytes);

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task Through_a_mail_server_it_is_on_its_way_before_all_of_it_is_read()
    {
        await using var server = FakeMailServer.Start(SmtpSettings.None);
        var message = Message(Halting(() => Poll.UntilAsync(() => Task.FromResult(server.Lines), lines => lines > 1000)));
        (await SendAsync(server, message)).ShouldBeOfType<SendResult.Sent>();
        var part = server.Mails.ShouldHaveSingleItem().Text.Split($"--=_{message.Id:N}")[2];
        Convert.FromBase64String(part[(part.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]).ShouldBe(bytes);
        server.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Through_mailgun_it_is_on_its_way_before_all_of_it_is_read()
    {
        await using var mailgun = new Counting();
        (await SendAsync(mailgun.Address, Message(Halting(() => Poll.UntilAsync(() => Task.FromResult(mailgun.Received), received => received > 100_000))))).ShouldBeOfType<SendResult.Sent>();
        mailgun.Body.AsSpan().IndexOf(bytes).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(57)]
    [InlineData(58)]
    [InlineData(57 * 512)]
    [InlineData(57 * 512 + 2)]
    [InlineData(100_000)]
    public async Task A_mail_server_is_told_how_large_a_mail_is(int size)
    {
        var message = Message(bytes[..size]);
        var content = new SmtpContent(new OutboundMail(message, "desk@shop.example", "", "ann@example.com"), DateTimeOffset.UnixEpoch);
        using var written = new MemoryStream();
        await content.WriteAsync(part => written.WriteAsync(part).AsTask(), default);
        content.Size.ShouldBe(written.Length);
        var part = Encoding.ASCII.GetString(written.ToArray()).Split($"--=_{message.Id:N}")[2];
        part.Split("\r\n").ShouldAllBe(line => line.Length <= 78);
        Convert.FromBase64String(part[(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]).ShouldBe(bytes[..size]);
    }

    [Fact]
    public async Task What_cannot_be_opened_is_tried_later_and_nobody_is_called()
    {
        await using var server = FakeMailServer.Start(SmtpSettings.None);
        await using var mailgun = await FakeMailgun.StartedAsync();
        var message = Message(() => throw new TimeoutException("the database is away"));
        (await SendAsync(server, message)).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("media_unreadable");
        (await SendAsync(mailgun.Address, message)).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("media_unreadable");
        (server.Sessions, mailgun.Tries.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task What_breaks_off_on_the_way_or_is_too_short_leaves_a_mail_that_nobody_takes()
    {
        await using var server = FakeMailServer.Start(SmtpSettings.None);
        await using var mailgun = await FakeMailgun.StartedAsync();
        foreach (var message in (OutboundMessage[])[Message(Halting(() => throw new IOException("the disk is away"))), Message(bytes[..200_000], size: 300_000)])
        {
            (await SendAsync(server, message)).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("media_unreadable");
            (await SendAsync(mailgun.Address, message)).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("media_unreadable");
        }
        (server.Mails.Count, mailgun.Tries.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_request_that_broke_off_before_its_end_was_not_taken()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var large = new byte[4_900_000];
        var sending = SendAsync($"http://{listener.LocalEndpoint}", Message(large));
        using (var client = await listener.AcceptTcpClientAsync())
            await client.GetStream().ReadExactlyAsync(new byte[100_000]);
        (await sending).ShouldBeOfType<SendResult.RetryLater>().Code.ShouldBe("not_reached");
    }

    /// <summary>The bytes, of which the second half comes when it may.</summary>
    private Func<Task<Stream>> Halting(Func<Task> until)
    {
        var opened = 0;
        return () => Task.FromResult<Stream>(new Halted(bytes, Interlocked.Increment(ref opened) == 1 ? () => Task.CompletedTask : until));
    }

    private static OutboundMessage Message(byte[] content, int? size = null) => Message(() => Task.FromResult<Stream>(new MemoryStream(content)), size ?? content.Length);

    private static OutboundMessage Message(Func<Task<Stream>> open, int size = 300_000) =>
        new(Guid.NewGuid(), "ann@example.com", new Address("email", "desk@shop.example"), new Address("email", "ann@example.com"), "See it.")
        {
            Medias = [new OutboundMedia(Guid.NewGuid(), "file", "a.bin", "application/x-test", size, "https://x/1", default) { Open = _ => open() }]
        };

    private static Task<SendResult> SendAsync(FakeMailServer server, OutboundMessage message) => new SmtpChannel(server.Transport, TimeProvider.System)
        .SendAsync(message, new ChannelAccount(Guid.NewGuid(), "email", "", FakeMailServer.Password, server.ProviderData, ""), default);

    private Task<SendResult> SendAsync(string mailgun, OutboundMessage message) => new MailgunChannel(new ChannelSettings("", "", "", mailgun), http, TimeProvider.System)
        .SendAsync(message, new ChannelAccount(Guid.NewGuid(), "email", FakeMailgun.SigningKey, FakeMailgun.ApiKey, new Dictionary<string, string> { ["domain"] = FakeMailgun.Domain }, ""), default);

    private sealed class Halted(byte[] content, Func<Task> until) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= Length / 2)
                await until();
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }

    /// <summary>Takes one request and counts what has come of it.</summary>
    private sealed class Counting : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly MemoryStream received = new();
        private readonly Task taking;

        public Counting()
        {
            listener.Start();
            taking = TakeAsync();
        }

        public string Address => $"http://{listener.LocalEndpoint}";

        public long Received { get; private set; }

        public byte[] Body => received.ToArray();

        public async ValueTask DisposeAsync()
        {
            listener.Dispose();
            await taking;
        }

        private async Task TakeAsync()
        {
            using var client = await listener.AcceptTcpClientAsync();
            var (stream, buffer) = (client.GetStream(), new byte[8192]);
            while (!received.GetBuffer().AsSpan(0, (int)received.Length).EndsWith("--\r\n"u8))
            {
                received.Write(buffer.AsSpan(0, await stream.ReadAsync(buffer)));
                Received = received.Length;
            }
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 17\r\nConnection: close\r\n\r\n{\"id\":\"<a@b.com>\"}"u8.ToArray().AsMemory());
        }
    }
}
