using System.Net;
using System.Net.Sockets;
using Confab.Channels;
using Confab.Channels.Email.Smtp;

namespace Confab.Tests.Channels.Email;

/// <summary>What a check of an account says of its mail server, step by step.</summary>
public sealed class SmtpProbeTests
{
    [Theory]
    [InlineData(SmtpSettings.StartTls)]
    [InlineData(SmtpSettings.Tls)]
    [InlineData(SmtpSettings.None)]
    public async Task All_is_well_where_the_server_takes_name_and_password_and_no_mail_is_begun(string security)
    {
        await using var server = FakeMailServer.Start(security);
        server.Script = at => at == "MAIL" ? throw new InvalidOperationException("a mail was begun") : null;
        (await ProbeAsync(server, server.ProviderData)).ShouldBeEmpty();
        (server.Sessions, server.Mails.Count, server.Faults.Count).ShouldBe((1, 0, 0));
    }

    [Theory]
    [InlineData("GREETING", "554 5.3.2 go away", "provider_data.host", "refused us before the login: go away (5.3.2)")]
    [InlineData("GREETING", "", "provider_data.host", "does not answer as mail servers do")]
    [InlineData("STARTTLS", "454 4.7.0 no TLS now", "provider_data.security", "cannot be starttls: no TLS now (4.7.0)")]
    [InlineData("AUTH", "535 5.7.8 wrong name or password", "token", "and provider_data.username were not taken by localhost: wrong name or password (5.7.8)")]
    [InlineData("AUTH", "", "provider_data.host", "broke off at AUTH")]
    public async Task What_is_wrong_is_said_with_the_setting_that_it_is_about(string stage, string reply, string field, string message)
    {
        await using var server = FakeMailServer.Start();
        server.Script = at => at == stage ? reply : null;
        (await FindAsync(server, server.ProviderData)).ShouldSatisfyAllConditions(it => it.Field.ShouldBe(field), it => it.Message.ShouldStartWith(message));
    }

    [Fact]
    public async Task A_wrong_password_is_found()
    {
        await using var server = FakeMailServer.Start();
        (await FindAsync(server, server.ProviderData, "wrong")).Field.ShouldBe("token");
    }

    [Fact]
    public async Task A_server_without_starttls_or_without_a_login_is_told_apart()
    {
        await using var server = FakeMailServer.Start(SmtpSettings.None);
        (await FindAsync(server, With(server, "security", SmtpSettings.StartTls))).ShouldBe(("provider_data.security", "cannot be starttls: localhost does not offer STARTTLS. (starttls_missing)"));
        server.Extensions = ["AUTH GSSAPI"];
        (await FindAsync(server, server.ProviderData)).Field.ShouldBe("provider_data.username");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_by_why()
    {
        await using var server = FakeMailServer.Start();
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port.ToString();
        free.Stop();
        (await FindAsync(server, With(server, "port", port))).ShouldBe(("provider_data.port", $"is closed: nothing listens at localhost, port {port}."));
        (await FindAsync(server, With(server, "host", "smtp.invalid"))).ShouldBe(("provider_data.host", "is not known: DNS has no address for smtp.invalid."));
        (await FindAsync(server, With(server, "host", "127.0.0.1"))).ShouldSatisfyAllConditions(it => it.Field.ShouldBe("provider_data.host"), it => it.Message.ShouldContain("certificate"));
        (await FindAsync(server, With(server, "security", SmtpSettings.Tls))).Field.ShouldBeOneOf("provider_data.host", "provider_data.security");
        (await new SmtpChannel(new SmtpTransport(false), TimeProvider.System).ProbeAsync(Of(server.ProviderData, "x"), default)).ShouldHaveSingleItem().Message.ShouldContain("private network");
    }

    private static Dictionary<string, string> With(FakeMailServer server, string name, string value) => new(server.ProviderData) { [name] = value };

    private static ChannelAccount Of(Dictionary<string, string> data, string password) => new(Guid.NewGuid(), "email", "", password, data, "");

    private static Task<IReadOnlyList<Fault>> ProbeAsync(FakeMailServer server, Dictionary<string, string> data, string password = FakeMailServer.Password) =>
        new SmtpChannel(server.Transport, TimeProvider.System).ProbeAsync(Of(data, password), default);

    private static async Task<(string Field, string Message)> FindAsync(FakeMailServer server, Dictionary<string, string> data, string password = FakeMailServer.Password) =>
        (await ProbeAsync(server, data, password)).ShouldHaveSingleItem() is var fault ? (fault.Field, fault.Message) : default;
}
