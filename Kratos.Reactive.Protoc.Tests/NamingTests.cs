namespace Kratos.Reactive.Protoc.Tests;

public sealed class NamingTests
{
    [Theory]
    [InlineData("greeter.proto", "GreeterGrpc.cs", "GreeterReflection")]
    [InlineData("helloworld/v1/my-odd.v1_name.proto", "My-odd.v1NameGrpc.cs", "MyOddV1NameReflection")]
    [InlineData("a1b_c.proto", "A1bCGrpc.cs", "A1BCReflection")]
    [InlineData("a__b.proto", "ABGrpc.cs", "ABReflection")]
    [InlineData("_1x.proto", "1xGrpc.cs", "_1XReflection")]
    public void Files_and_classes_are_called_as_the_others_expect(string proto, string file, string reflection) =>
        Assert.Equal((file, reflection), (Naming.FileOf(proto), Naming.ReflectionOf(proto)));

    [Theory]
    [InlineData("", "")]
    [InlineData("helloworld.v1", "Helloworld.V1")]
    [InlineData("foo_bar.event.v1alpha2b", "FooBar.Event.V1Alpha2B")]
    public void A_package_is_a_namespace(string package, string expected) => Assert.Equal(expected, Naming.Namespace(package));

    [Theory]
    [InlineData("string_kind", "STRING_KIND_UNSET", "Unset")]
    [InlineData("string_kind", "stringKind_fooBar", "FooBar")]
    [InlineData("string_kind", "STRING_KIND_2X", "_2X")]
    [InlineData("string_kind", "STRINGKIND", "Stringkind")]
    [InlineData("string_kind", "S__T", "ST")]
    [InlineData("object", "aB_c", "ABC")]
    [InlineData("UserReason", "USER_NOT_FOUND", "UserNotFound")]
    [InlineData("A", "A_", "A")]
    public void A_value_of_an_enum_is_called_as_protoc_calls_it(string type, string value, string expected) => Assert.Equal(expected, Naming.EnumValue(type, value));

    [Fact]
    public void A_literal_holds_any_text() => Assert.Equal("\"a\\\"b\\\\c\\n\\u2028\\ud83d\\udc19{}\"", Code.Literal("a\"b\\c\n\u2028\U0001F419{}"));

    [Theory]
    [InlineData(" One.\n", "/// <summary>One.</summary>\n")]
    [InlineData(" One <b> & more.\n Two.\n", "/// <summary>\n/// One &lt;b&gt; &amp; more.\n/// Two.\n/// </summary>\n")]
    [InlineData(" A.\n\n B.\n", "/// <summary>\n/// <para>\n/// A.\n/// </para>\n/// <para>\n/// B.\n/// </para>\n/// </summary>\n")]
    [InlineData("a\u2028b\u0085c\rd\u0001e\ufffff", "/// <summary>\n/// a\n/// b\n/// c\n/// d e f\n/// </summary>\n")]
    [InlineData("\n \n", "/// <summary>else</summary>\n")]
    public void A_comment_cannot_leave_its_line_or_its_element(string comment, string expected) => Assert.Equal(expected, new Code().Summary(comment, "else").ToString());
}
