using Google.Protobuf.Compiler;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive.Protoc.Tests;

/// <summary>What is wrong in a proto file is told with the file, the line and the column, as builds understand it.</summary>
public sealed class FaultTests
{
    static async Task<string[]> Faults(string body)
    {
        var response = await ProtoFiles.Of("shop.proto", body).Answer("shop.proto");
        Assert.Empty(response.File);
        var lines = response.Error.Split('\n');
        Assert.Equal("this cannot be generated:", lines[0]); // protoc puts its prefix here
        return lines[1..];
    }

    static string Method(string rule) => $$"""
        syntax = "proto3";
        package shop;
        import "google/api/annotations.proto";
        service Shop {
          rpc Buy(Order) returns (Order) {
            option (google.api.http) = { {{rule}} };
          }
        }
        message Order { string id = 1; repeated string tags = 2; Order parent = 3; map<string, string> notes = 4; }
        """;

    [Theory]
    [InlineData("body: \"*\"", "a rule has no path")]
    [InlineData("get: \"\"", "a rule has no path")]
    [InlineData("get: \"orders\"", "the path 'orders': it does not begin with /")]
    [InlineData("get: \"/orders/{id\"", "the path '/orders/{id': a { has no } behind it")]
    [InlineData("get: \"/orders/id}\"", "the path '/orders/id}': a } has no { before it")]
    [InlineData("get: \"/orders/{id={id}}\"", "the path '/orders/{id={id}}': a { has no } behind it")]
    [InlineData("get: \"/orders/{}\"", "the path '/orders/{}': {} is no name of a field")]
    [InlineData("get: \"/orders/{id}/{id}\"", "the path '/orders/{id}/{id}': {id} is there twice")]
    [InlineData("get: \"/orders?x\"", "the path '/orders?x': it has a character that no path has")]
    [InlineData("get: \"/orders/{name}\"", "the path '/orders/{name}': {name} is no field of shop.Order")]
    [InlineData("get: \"/orders/{id.parent}\"", "the path '/orders/{id.parent}': {id.parent} is no field of shop.Order")]
    [InlineData("get: \"/orders/{parent.name=a/*}\"", "the path '/orders/{parent.name=a/*}': {parent.name} is no field of shop.Order")]
    [InlineData("get: \"/orders/{tags}\"", "the path '/orders/{tags}': {tags} is repeated, which a path cannot hold")]
    [InlineData("get: \"/orders/{notes}\"", "the path '/orders/{notes}': {notes} is repeated, which a path cannot hold")]
    [InlineData("post: \"/orders\" body: \"order\"", "the body 'order' is no field of shop.Order")]
    [InlineData("get: \"/orders\" response_body: \"order\"", "the response_body 'order' is no field of shop.Order")]
    [InlineData("custom: { kind: \"head\" path: \"/orders\" }", "the verb 'head' is not in capitals, nor * for any")]
    [InlineData("custom: { kind: \"\" path: \"/orders\" }", "the verb '' is not in capitals, nor * for any")]
    [InlineData("get: \"/a\" additional_bindings: { get: \"b\" }", "the path 'b': it does not begin with /")]
    [InlineData("get: \"/a\" additional_bindings: { get: \"/b\" additional_bindings: { get: \"/c\" } }", "an additional binding has additional bindings of its own")]
    public async Task A_wrong_rule_is_an_error_at_the_option(string rule, string message)
    {
        var fault = Assert.Single(await Faults(Method(rule)));
        Assert.Equal($"shop.proto(6) : error in column=5: KRP003: /shop.Shop/Buy has a wrong http rule: {message}", fault);
    }

    [Theory]
    [InlineData("get: \"/orders/{parent.parent.id}\"")]
    [InlineData("custom: { kind: \"*\" path: \"/orders\" } body: \"*\" response_body: \"*\"")]
    [InlineData("custom: { kind: \"VERSION-CONTROL\" path: \"/orders/{id=a/**}:cancel\" }")]
    [InlineData("post: \"/orders\" body: \"parent\" response_body: \"tags\"")]
    public async Task A_right_rule_is_none(string rule) => Assert.Equal("", (await ProtoFiles.Of("shop.proto", Method(rule)).Answer("shop.proto")).Error);

    [Fact]
    public async Task A_code_that_is_no_status_is_an_error_where_it_is_written_and_all_are_told() => Assert.Equal(
        [
            "shop.proto(6) : error in column=3: KRP004: Reason has the code 600: a code is an HTTP status, 100 to 599",
            "shop.proto(8) : error in column=18: KRP004: Reason.TOO_SMALL has the code 99: a code is an HTTP status, 100 to 599",
            "shop.proto(9) : error in column=17: KRP004: Reason.NEGATIVE has the code -1: a code is an HTTP status, 100 to 599",
            "shop.proto(13) : error in column=16: KRP004: Inner.INNER has the code 1000: a code is an HTTP status, 100 to 599",
        ],
        await Faults("""
            syntax = "proto3";
            package shop;
            import "errors/errors.proto";

            enum Reason {
              option (errors.default_code) = 600;
              NONE = 0 [(errors.code) = 500];
              TOO_SMALL = 1 [(errors.code) = 99];
              NEGATIVE = 2 [(errors.code) = -1];
            }
            message Order {
              enum Inner {
                INNER = 0 [(errors.code) = 1000];
              }
            }
            """));

    [Fact]
    public async Task The_bounds_of_a_code_are_allowed() => Assert.Equal("", (await ProtoFiles.Of("shop.proto", """
        syntax = "proto3";
        import "errors/errors.proto";
        enum Reason {
          option (errors.default_code) = 100;
          NONE = 0 [(errors.code) = 599];
        }
        """).Answer("shop.proto")).Error);

    [Fact]
    public async Task An_option_that_is_not_known_is_an_error() => Assert.Equal(
        "this cannot be generated:\nprotoc-gen-kratos: KRP001: there is no option 'fast': there are internal_access, no_server and no_client",
        (await ProtoFiles.Golden.Answer("shapes.proto", "internal_access,fast")).Error);

    [Fact]
    public void A_syntax_that_is_not_known_is_an_error()
    {
        var request = new CodeGeneratorRequest { FileToGenerate = { "a.proto" }, ProtoFile = { new FileDescriptorProto { Name = "a.proto", Syntax = "editions" } } };
        Assert.Equal("this cannot be generated:\na.proto: KRP002: editions is not understood: write proto2 or proto3", Plugin.Answer(request).Error);
    }

    [Fact]
    public async Task Protoc_itself_refuses_an_edition_in_our_name()
    {
        var files = ProtoFiles.Of("new.proto", "edition = \"2023\";\nmessage A {}\n");
        var end = await files.Run($"--plugin={Tree.Plugin}", $"--kratos_out={Temporary.Folder()}", "new.proto");
        Assert.Equal(1, end.Exit);
        Assert.Contains("hasn't been updated to support editions", end.Output, StringComparison.Ordinal);
    }
}
