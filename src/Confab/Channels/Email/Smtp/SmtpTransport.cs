using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Confab.Channels.Email.Smtp;

/// <summary>
/// How mail servers are reached. The customer names them, so they are guarded as webhooks are; certificates are always checked.
/// </summary>
/// <param name="allowPrivate">Whether private networks may be called.</param>
/// <param name="authorities">Who vouches for certificates; null for those whom the system trusts.</param>
public sealed class SmtpTransport(bool allowPrivate, X509Certificate2Collection? authorities = null)
{
    private readonly GuardedConnect connect = new(allowPrivate);

    /// <summary>Whether private networks may be called.</summary>
    internal bool AllowsPrivate => allowPrivate;

    /// <summary>A line to a server, secure at once where the settings say so.</summary>
    /// <exception cref="SmtpRefusedException">It may not be called that way.</exception>
    internal async Task<SmtpLine> OpenAsync(SmtpSettings to, CancellationToken stop)
    {
        var socket = await connect.ConnectAsync(to.Host, to.Port, stop)
            ?? throw new SmtpRefusedException(new SendResult.RetryLater(null, "not_allowed", $"{to.Host} leads to a private network, which the operator does not allow."));
        var remote = (IPEndPoint)socket.RemoteEndPoint!;
        var line = new SmtpLine(socket, stop);
        try
        {
            if (to.Security == SmtpSettings.None && !PrivateNetworks.Contains(remote.Address))
                throw new SmtpRefusedException(new SendResult.RetryLater(null, "tls_required", $"{to.Host} is not in a private network: it is not called without TLS."));
            if (to.Security == SmtpSettings.Tls)
                await SecureAsync(line, to.Host);
            return line;
        }
        catch
        {
            await line.DisposeAsync();
            throw;
        }
    }

    /// <summary>Goes over to TLS.</summary>
    internal Task SecureAsync(SmtpLine line, string host) => line.SecureAsync(new SslClientAuthenticationOptions
    {
        TargetHost = host,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = authorities is null ? null : Trusting(authorities)
    });

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
