using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kratos.Reactive.Tests.Chain;
using Kratos.Reactive.Tests.Chain.Deeper;
using Odd.Event.V1Alpha2B;
using OldTimes;
using Reasons.V1;

namespace Kratos.Reactive.Tests;

/// <summary>What the generator makes of proto files with odd names, old syntax and much in between. That this compiles is half of the test.</summary>
public sealed class OddProtoTests
{
    readonly VirtualTime time = new();

    [Fact]
    public void Methods_with_names_that_a_record_has_already_get_another_and_keep_their_operation()
    {
        Func<Note, Eff<Note>> echo = SuccessEff;
        var odd = new OddService_
        {
            ToService_ = echo,
            Over_ = echo,
            Methods_ = echo,
            Equals_ = echo,
            GetHashCode_ = echo,
            ToString_ = echo,
            GetType_ = echo,
            Clone_ = echo,
            EqualityContract_ = echo,
            PrintMembers_ = echo,
            Finalize_ = echo,
            OddServiceService = echo,
            SayHello = echo,
            SayHello_ = echo,
            System = echo,
            Kratos = echo,
            Env = echo,
            Note = echo,
            _2Nd = echo,
            GetHTTP2Status = _ => SuccessEff(new Empty()),
        };
        var remote = OddService_.Over(odd.ToService().InProcess());
        Assert.Equal("a", time.Run(remote.Equals_(new Note { Text = "a" })).Value.Text);
        Assert.Equal(new Empty(), time.Run(remote.GetHTTP2Status(new Note())).Value);
        Assert.Equal("/odd.event.v1alpha2b.Odd/Equals", OddService_.Methods.Equals_.Operation.Name);
        Assert.Equal(
            ["/odd.event.v1alpha2b.Odd/say_hello", "/odd.event.v1alpha2b.Odd/SayHello"],
            [OddService_.Methods.SayHello.Operation.Name, OddService_.Methods.SayHello_.Operation.Name]);
        Assert.Equal("odd.event.v1alpha2b.OddService", OddService.Over(odd.ToService().InProcess()).ToService().Name);
    }

    [Fact]
    public void Types_of_other_files_nested_and_well_known_ones_are_found()
    {
        var service = new ClassService { Event = text => SuccessEff(new Timestamp { Seconds = text.Value.Length }) };
        Assert.Equal(3, time.Run(ClassService.Over(service.ToService().InProcess()).Event(new StringValue { Value = "abc" })).Value.Seconds);
        var kratos = new KratosService_
        {
            Carry = inner => SuccessEff(new Deep { Deeper = new Deep.Types.Deeper { Id = inner.Text.Length } }),
            Picture = _ => SuccessEff(new Protos.Api.HttpBody { ContentType = "image/png", Data = ByteString.CopyFromUtf8("x") }),
            Look = note => SuccessEff(new Outer { Name = note.Text }),
        };
        Assert.Equal(2, time.Run(KratosService_.Over(kratos.ToService().InProcess()).Carry(new KratosService.Types.Inner { Text = "ab" })).Value.Deeper.Id);
    }

    [Fact]
    public void Rules_keep_their_verb_body_and_part_of_the_reply()
    {
        Assert.Equal([new HttpRule("*", "/picture/\"quoted\"")], KratosService_.Methods.Picture.Rules);
        Assert.Equal(
            [new HttpRule("PUT", "/look/{deep.deeper.id}") { Body = "deep", ResponseBody = "name" }, new HttpRule("PATCH", "/notes/{text=a/*/b/**}:read")],
            KratosService_.Methods.Look.Rules);
    }

    [Fact]
    public void Proto2_is_carried_as_it_is()
    {
        var archive = new ArchiveService { Store = scrolls => scrolls.LastEff().Map(scroll => new Scroll.Types.Seal { Broken = scroll.Pages == 7 }) };
        var scroll = new Scroll { Title = "t", Chapter = { new Scroll.Types.Chapter { Name = "n" } } };
        Assert.True(time.Run(ArchiveService.Over(archive.ToService().InProcess()).Store(Observable.Return(scroll))).Value.Broken);
        Assert.Equal("/old_times.Archive/Store", ArchiveService.Methods.Store.Operation.Name);
    }

    [Fact]
    public void Without_a_package_the_operation_begins_with_the_service() => Assert.Equal("/Bare/Ask", global::BareService.Methods.Ask.Operation.Name);

    [Fact]
    public void A_file_with_internal_access_shows_nothing_to_others() =>
        Assert.Equal([typeof(Hidden.CellarService)], typeof(Hidden.CellarService).Assembly.GetTypes().Where(type => type.Namespace == "Hidden" && type.Name.EndsWith("Service", StringComparison.Ordinal) && type.IsNotPublic));

    [Fact]
    public void A_deprecated_service_is_obsolete() => Assert.NotNull(System.Type.GetType("Odd.Event.V1Alpha2B.OldService, Kratos.Reactive.Tests")?.GetCustomAttribute<ObsoleteAttribute>());

    [Fact]
    public void Errors_have_the_code_the_reason_and_the_name_of_their_value()
    {
        Assert.Equal(Error.NotFound("USER_NOT_FOUND", "no 7"), UserReasons.UserNotFound("no 7"));
        Assert.Equal(new Error(409, "USER_REASON_EMAIL_TAKEN", "taken"), UserReasons.EmailTaken("taken"));
        Assert.Equal(new Error(500, "USER_REASON_UNSPECIFIED", "?"), UserReasons.Unspecified("?"));
        Assert.Equal(new Error(599, "ORDER_REASON_EQUALS", ""), OrderReasons.Equals(""));
        Assert.Equal(new Error(422, "FAULT_UNSPECIFIED", ""), OrderFaults.Unspecified(""));
    }

    [Fact]
    public void An_error_is_known_by_code_and_reason_whatever_it_says()
    {
        Assert.True(UserReasons.UserNotFound("a").IsUserNotFound());
        Assert.True(Error.NotFound("STATUS_NOT_FOUND", "b").IsStatusNotFound());
        Assert.False(StatusErrors.NotFound("c").IsOrderReasonNotFound());
        Assert.True(OrderFaults.Unspecified("d").IsOrderFaultUnspecified());
        Assert.False(Error.BadRequest("USER_NOT_FOUND", "another code").IsUserNotFound());
        Assert.False(Error.NotFound("USER_REASON_EMAIL_TAKEN", "another code").IsUserReasonEmailTaken());
    }

    [Fact]
    public void An_error_is_called_as_protoc_calls_the_value_of_the_enum() =>
        Assert.Equal(
            System.Enum.GetNames<UserReason>().Order(),
            typeof(UserReasons).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(method => method.ReturnType == typeof(Error)).Select(method => method.Name).Order());

    [Fact]
    public void A_value_without_a_code_is_no_error() =>
        Assert.Equal(
            ["Equals", "IsOrderReasonEquals", "IsOrderReasonNotFound", "NotFound"],
            typeof(OrderReasons).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(method => method.Name).Order());
}
