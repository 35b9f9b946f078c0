using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Confab.Channels.Email.Smtp;

/// <summary>The wire to a mail server: commands out, replies in, TLS from some point on.</summary>
/// <param name="socket">The connection; it is closed with this.</param>
/// <param name="stop">When patience ends, until the mail is handed over.</param>
internal sealed class SmtpLine(Socket socket, CancellationToken stop) : IAsyncDisposable
{
    /// <summary>RFC 5321 allows 512; servers are wordier.</summary>
    private const int MaxLine = 4096;

    private const int MaxLines = 100;
    private readonly byte[] buffer = new byte[MaxLine];
    private Stream stream = new NetworkStream(socket, ownsSocket: true);
    private int start;
    private int end;

    /// <summary>Our end as <c>EHLO</c> wants it where there is no name: an address in brackets.</summary>
    public string LocalName => ((IPEndPoint)socket.LocalEndPoint!).Address is var address && address.IsIPv4MappedToIPv6 ? $"[{address.MapToIPv4()}]"
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{address}]" : $"[{address}]";

    /// <summary>Says a command and hears the reply.</summary>
    public async Task<SmtpReply> CommandAsync(string command)
    {
        await WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"));
        return await ReplyAsync(stop);
    }

    /// <summary>Hears the greeting, or the reply to what was written.</summary>
    public Task<SmtpReply> ReplyAsync() => ReplyAsync(stop);

    /// <summary>The same with a patience of its own.</summary>
    public async Task<SmtpReply> ReplyAsync(CancellationToken until)
    {
        var lines = new List<string>();
        for (var code = 0; lines.Count < MaxLines;)
        {
            var line = await ReadLineAsync(until);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), System.Globalization.NumberStyles.None, null, out var digits) || digits is < 200 or > 599
                || (line.Length > 3 && line[3] is not (' ' or '-')) || (lines.Count > 0 && digits != code))
                throw new IOException("no reply as mail servers give it");
            code = digits;
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ')
                return new SmtpReply(code, lines);
        }
        throw new IOException("a reply without an end");
    }

    /// <summary>Writes bytes.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await stream.WriteAsync(bytes, stop);
        await stream.FlushAsync(stop);
    }

    /// <summary>Goes over to TLS. What stands behind the reply already was said in the open, perhaps by somebody else: then the line is cut.</summary>
    public async Task SecureAsync(SslClientAuthenticationOptions options)
    {
        if (start < end)
            throw new IOException("said more than was asked before TLS");
        var secure = new SslStream(stream);
        stream = secure;
        await secure.AuthenticateAsClientAsync(options, stop);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async Task<string> ReadLineAsync(CancellationToken until)
    {
        while (true)
        {
            if (buffer.AsSpan(start, end - start).IndexOf((byte)'\n') is >= 0 and var length)
            {
                var line = Encoding.UTF8.GetString(buffer, start, length).TrimEnd('\r');
                start += length + 1;
                return line;
            }
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
            }
            if (end == buffer.Length)
                throw new IOException("a line without an end");
            var count = await stream.ReadAsync(buffer.AsMemory(end), until);
            if (count == 0)
                throw new EndOfStreamException();
            end += count;
        }
    }
}
