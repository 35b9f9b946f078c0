using Confab.Events;

namespace Confab.Tests.Live;

/// <summary>Who breaks the rules of WebSockets themselves hears so before the connection ends.</summary>
public sealed class SocketFaultTests
{
    [Fact]
    public async Task What_breaks_the_protocol_is_closed_with_its_code()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var (what, bytes, code) in ((string, byte[], int)[])
        [
            ("invalid UTF-8", [0x81, 0x82, 0, 0, 0, 0, 0xC3, 0x28], 1007),
            ("half a character at the end", [0x81, 0x81, 0, 0, 0, 0, 0xC3], 1007),
            ("reserved bits", [0xB1, 0x80, 0, 0, 0, 0], 1002),
            ("a compressed frame", [0xC1, 0x80, 0, 0, 0, 0], 1002),
            ("an unknown opcode", [0x83, 0x80, 0, 0, 0, 0], 1002),
            ("a fragmented ping", [0x09, 0x80, 0, 0, 0, 0], 1002),
            ("a ping that is too long", [0x89, 0xFE, 0, 126, 0, 0, 0, 0, .. new byte[126]], 1002),
            ("a continuation of nothing", [0x80, 0x80, 0, 0, 0, 0], 1002),
            ("a close with half a code", [0x88, 0x81, 0, 0, 0, 0, 0x03], 1002),
            ("a close with a code that must not be sent", [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xED], 1002)
        ])
        {
            using var raw = await RawSocket.ConnectAsync(server.Url, server.AccessKey);
            await raw.SendBytesAsync(bytes);
            (await raw.ReadCloseAsync()).ShouldBe(code, what);
        }
    }

    [Fact]
    public async Task Who_breaks_the_protocol_while_events_come_hears_so_too()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await ReplayTests.Scene.MakeAsync(server.Db, server.Services.GetRequiredService<EventLog>(), Guid.Parse((await server.Admin.GetAsync("/v1.0/customer"))["id"]));
        using var enough = new CancellationTokenSource();
        var writing = WriteAsync();
        for (var round = 0; round < 20; round++)
        {
            using var raw = await RawSocket.ConnectAsync(server.Url, server.AccessKey);
            await raw.SendAsync($$"""{"type":"subscribe","topics":["{{scene.Topic}}"]}""");
            await raw.ReadAsync();
            await raw.SendBytesAsync([0x83, 0x80, 0, 0, 0, 0]);
            Convert.ToHexString(await raw.ReadRestAsync()).ShouldContain("880203EA"); // an event that was about to be sent may come behind it
        }
        await enough.CancelAsync();
        await writing;

        async Task WriteAsync()
        {
            while (!enough.IsCancellationRequested)
                await scene.WriteAsync(10, 0);
        }
    }
}
